namespace MalariaPredictor.Pipeline.Contracts;

internal static class Wait
{
    /// <summary>Looks until there is something to see, or for a time.</summary>
    /// <returns>What was seen; null when the time was over.</returns>
    public static async Task<T?> ForAsync<T>(
        Func<Task<T?>> look,
        TimeSpan timeout,
        TimeSpan every,
        TimeProvider time,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }
            if (time.GetElapsedTime(began) >= timeout)
            {
                return null;
            }
            await Task.Delay(every, time, cancellationToken);
        }
    }
}
