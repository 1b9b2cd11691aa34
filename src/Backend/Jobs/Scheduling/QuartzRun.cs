using System.Globalization;
using Quartz;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

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
