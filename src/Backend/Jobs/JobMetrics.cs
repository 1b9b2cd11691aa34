using MalariaPredictor.Backend.Observability;
using Prometheus;
using Quartz;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>When each job that is on here last succeeded, and whether its newest run failed.</summary>
public sealed class JobMetrics
{
    private static readonly string[] Labels = ["name"];
    private readonly IReadOnlyList<IBackgroundWork> _on;
    private readonly JobHealth _health;
    private readonly DateTimeOffset _since;
    private readonly Gauge _succeeded;
    private readonly Gauge _failing;

    public JobMetrics(RequestMetrics metrics, IEnumerable<IBackgroundWork> works, JobOptions options, JobHealth health, TimeProvider time)
    {
        (_health, _since) = (health, time.GetUtcNow());
        _on = options.BackgroundJobs ? [.. works.Where(work => work.Off(options) is null)] : [];
        _succeeded = metrics.Factory.CreateGauge(
            "malaria_job_last_success_timestamp_seconds",
            "When the job last succeeded; where it never did, when this process began.",
            Labels
        );
        _failing = metrics.Factory.CreateGauge("malaria_job_failing", "1 when the job's newest run failed, else 0.", Labels);
        var interval = metrics.Factory.CreateGauge("malaria_job_interval_seconds", "Between two runs of the job, as scheduled.", Labels);
        foreach (var work in _on)
        {
            interval.WithLabels(work.Name).Set(Interval(work.Schedule, _since).TotalSeconds);
        }
    }

    public void Refresh()
    {
        foreach (var work in _on)
        {
            var runs = _health.Newest.Where(run => run.Job == work.Name).ToList();
            _succeeded
                .WithLabels(work.Name)
                .Set((runs.Where(run => run.Outcome == JobRun.Succeeded).Max(run => run.FinishedAt) ?? _since).ToUnixTimeSeconds());
            _failing.WithLabels(work.Name).Set(runs.MaxBy(run => run.FinishedAt)?.Outcome == JobRun.Failed ? 1 : 0);
        }
        // What another process runs, such as a cluster's nightly backup, is told once it has succeeded; until then its series is absent.
        foreach (var run in _health.Newest.Where(run => run.Outcome == JobRun.Succeeded && _on.All(work => work.Name != run.Job)))
        {
            if (run.FinishedAt is { } finished)
            {
                _succeeded.WithLabels(run.Job).Set(finished.ToUnixTimeSeconds());
            }
        }
    }

    private static TimeSpan Interval(string schedule, DateTimeOffset from)
    {
        var cron = CronExpression.Parse(schedule).WithTimeZone(TimeZoneInfo.Utc);
        return cron.GetNextValidTimeAfter(from) is { } first && cron.GetNextValidTimeAfter(first) is { } second
            ? second - first
            : TimeSpan.Zero;
    }
}
