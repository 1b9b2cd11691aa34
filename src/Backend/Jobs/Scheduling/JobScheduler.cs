using System.Globalization;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;
using Quartz;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary>
/// Starts the scheduler once the database is there and has the schema, however long that takes: serving does not wait for jobs. What is
/// switched off here is taken off the schedule.
/// </summary>
public sealed partial class JobScheduler(
    Database database,
    ISchedulerFactory schedulers,
    IEnumerable<IBackgroundWork> works,
    JobOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobScheduler> logger
) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private IScheduler? _scheduler;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var told = false; !stoppingToken.IsCancellationRequested; )
        {
            try
            {
                await BeginAsync(stoppingToken);
                return;
            }
            catch (Exception notYet) when (StorageFailure.Is(notYet) || notYet is SchedulerException)
            {
                if (!told)
                {
                    Log.NotYet(logger, StorageFailure.Is(notYet) ? StorageFailure.Line(notYet) : notYet.Message);
                    told = true;
                }

                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        // An instance that cannot serve, for want of its port, ends without having begun a job.
        await lifetime.StartedAsync(cancellationToken);
        await database.ReadAsync(_ => Task.FromResult(true), cancellationToken);
        _scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var work in works)
        {
            if (work.Off(options) is { } reason)
            {
                Log.Off(logger, work.Name, reason);
                await _scheduler.DeleteJob(new JobKey(work.Name), cancellationToken);
                continue;
            }

            var trigger = TriggerBuilder
                .Create()
                .WithIdentity(work.Name)
                .WithSchedule(CronScheduleBuilder.Create(work.Schedule).InTimeZone(TimeZoneInfo.Utc))
                .Build();
            await _scheduler.ScheduleJob(QuartzRun.Of(work.Name), [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
        }

        await _scheduler.Start(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Background jobs wait: {Reason}")]
        public static partial void NotYet(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is off: {Reason}")]
        public static partial void Off(ILogger logger, string job, string reason);
    }
}

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

/// <summary>
/// What Quartz calls when a job is due or was asked for. Its key is the job's name and the time it was due, so that two schedulers that do
/// not know of each other (both slots of one machine) still make one run of it.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class QuartzRun(JobRuns runs, JobRunner runner) : IJob
{
    public const string KeyName = "run";

    public static IJobDetail Of(string job) => JobBuilder.Create<QuartzRun>().WithIdentity(job).StoreDurably().Build();

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var job = context.JobDetail.Key.Name;
        var asked = context.Trigger.JobDataMap.TryGetValue(KeyName, out var given) ? given as string : null;
        var due = (context.ScheduledFireTimeUtc ?? context.FireTimeUtc).ToUnixTimeSeconds();
        var key = asked ?? string.Create(CultureInfo.InvariantCulture, $"{job}@{due}");
        if (asked is null)
        {
            await runs.EnqueueAsync(key, job, "schedule", cancellationToken);
        }

        await runner.RunAsync(key, job, cancellationToken);
    }
}
