using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary>Looks for runs that nobody works at any more, their instance having died, and runs them here.</summary>
public sealed partial class Takeover(
    JobRuns runs,
    JobRunner runner,
    JobHealth health,
    JobTimings timings,
    TimeProvider time,
    ILogger<Takeover> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(timings.Beat, time);
        try
        {
            do
            {
                await CheckAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is stopping.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in await runs.OrphansAsync(timings.Dead, cancellationToken))
            {
                Log.Orphan(logger, run.Job, run.Owner ?? "nobody");
                await runner.RunAsync(run.Key, run.Job, cancellationToken);
            }

            health.Newest = await runs.NewestAsync(cancellationToken);
        }
        catch (Exception away) when (StorageFailure.Is(away))
        {
            // Readiness tells of a database that is away; what waits, waits.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was left unfinished by {Owner}: it is run here")]
        public static partial void Orphan(ILogger logger, string job, string owner);
    }
}
