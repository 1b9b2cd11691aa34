using Quartz;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary>Starts a job on demand: written down first, so that whatever dies then, it is run once.</summary>
public sealed class JobTrigger(JobRuns runs, ISchedulerFactory schedulers)
{
    /// <returns>The run's key.</returns>
    public async Task<string> Start(string job, CancellationToken stop)
    {
        var key = $"{job}#{Guid.NewGuid():N}";
        await runs.EnqueueAsync(key, job, "manual", stop);
        var scheduler = await schedulers.GetScheduler(stop);
        if (!await scheduler.Exists(new JobKey(job), stop))
        {
            await scheduler.AddJob(QuartzRun.Of(job), AddJobOptions.Replacing, stop); // Asked for before the schedule stands.
        }

        await scheduler.TriggerJob(new JobKey(job), new JobDataMap { [QuartzRun.KeyName] = key }, stop);
        return key;
    }
}
