using Quartz;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary>Starts a job on demand: written down first, so that whatever dies then, it is run once.</summary>
public sealed class JobTrigger(JobRuns runs, ISchedulerFactory schedulers)
{
    /// <returns>The run's key.</returns>
    public async Task<string> StartAsync(string job, CancellationToken cancellationToken)
    {
        var key = $"{job}#{Guid.NewGuid():N}";
        await runs.EnqueueAsync(key, job, "manual", cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (!await scheduler.Exists(new JobKey(job), cancellationToken))
        {
            await scheduler.AddJob(QuartzRun.Of(job), AddJobOptions.Replacing, cancellationToken); // Asked for before the schedule stands.
        }

        await scheduler.TriggerJob(new JobKey(job), new JobDataMap { [QuartzRun.KeyName] = key }, cancellationToken);
        return key;
    }
}
