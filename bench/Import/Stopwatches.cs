namespace MalariaPredictor.Import;

/// <summary>The fastest of some runs, in seconds: what else the machine does only ever makes a run slower.</summary>
internal static class Stopwatches
{
    public static async Task<double> FastestAsync(int runs, Func<Task> prepare, Func<Task> run)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            await prepare();
            var began = TimeProvider.System.GetTimestamp();
            await run();
            fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        return fastest;
    }
}
