namespace MalariaPredictor.Backend.Jobs.Work;

/// <summary>
/// Forgets old runs of jobs. Observations, models and forecasts are kept for ever: they are what a past forecast is made again from.
/// </summary>
internal sealed class HistoryRetention(JobRuns runs, TimeProvider clock) : IBackgroundWork
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public string Name => "history-retention";

    public string Purpose => "Forget runs of jobs that ended more than 90 days ago.";

    public string Schedule => "0 45 2 * * ?";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken) =>
        $"{await runs.ForgetAsync(clock.GetUtcNow() - Kept, cancellationToken)} runs forgotten.";
}
