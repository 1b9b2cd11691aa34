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
