namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Waits for something to become true, with a deadline far beyond what a busy machine needs.</summary>
internal static class Patience
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<Task<bool>> met, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await met())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
            {
                throw new TimeoutException($"Not within {Deadline.TotalSeconds} s: {what}");
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
