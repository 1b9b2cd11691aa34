using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Hooks;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>How releases are made in an environment.</summary>
internal sealed record ReleasePolicy
{
    public Strategy Strategy { get; init; } = Strategy.BlueGreen;

    /// <summary>How many processes of a release serve side by side.</summary>
    public int Instances { get; init; } = 1;

    public ReleaseTimings Timings { get; init; } = new();

    /// <summary>The gates that judge the new slot before it takes traffic, in this order.</summary>
    public IReadOnlyList<IGateSpec> Before { get; init; } = [new VersionSpec(), new ForecastSpec(), new ReplaySpec(), new LatencySpec()];

    /// <summary>The gates that watch it under traffic, all at once.</summary>
    public IReadOnlyList<IGateSpec> After { get; init; } = [new TrafficSpec()];

    /// <summary>What of the user's runs beside a release; within a stage in this order.</summary>
    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    /// <summary>Whether the database is backed up before a release's migrations change its schema.</summary>
    public bool BacksUp { get; init; } = true;

    /// <summary>The newest releases whose artifacts are kept.</summary>
    public int KeptReleases { get; init; } = 3;

    public IEnumerable<Hook> HooksAt(HookStage stage) => Hooks.Where(hook => hook.Stage == stage);
}
