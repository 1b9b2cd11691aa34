using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// All that the service remembers: configurations, jobs and artifacts, each within a bound, in memory. CHAP makes a configuration, trains
/// and predicts within minutes and keeps the result itself; what it asks for after a restart, it trains anew.
/// </summary>
internal sealed class ChapWorkbench(PeriodType periods, TimeProvider clock)
{
    private const int MostConfigs = 1000;
    private const int MostJobs = 1000;
    private const int MostArtifacts = 200;

    /// <summary>About 256 MB of samples.</summary>
    private const long MostSamples = 32_000_000;

    public PeriodType Periods { get; } = periods;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Bounded<StoredConfig> Configs { get; } = new(MostConfigs);

    public Bounded<JobRecord> Jobs { get; } = new(MostJobs);

    public Bounded<Artifact> Artifacts { get; } = new(MostArtifacts, MostSamples, artifact => artifact.Samples);

    public string NewId() => Ulid.At(Now);

    /// <summary>Moves a job on.</summary>
    public void Move(string job, Func<JobRecord, JobRecord> onward)
    {
        if (Jobs.TryGet(job, out var now))
        {
            Jobs.Put(job, onward(now));
        }
    }
}

/// <summary>A configuration with the options it stands for.</summary>
internal sealed record StoredConfig(ConfigOut Config, ChapOptions Options);
