using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>How releases are made in an environment.</summary>
internal sealed record ReleasePolicy
{
    public ReleaseTimings Timings { get; init; } = new();

    /// <summary>The gates that judge the new slot before it takes traffic, in this order.</summary>
    public IReadOnlyList<IGateSpec> Before { get; init; } = [new VersionSpec(), new ForecastSpec(), new ReplaySpec(), new LatencySpec()];

    /// <summary>The gates that watch it under traffic, all at once.</summary>
    public IReadOnlyList<IGateSpec> After { get; init; } = [new TrafficSpec()];

    /// <summary>The newest releases whose artifacts are kept.</summary>
    public int KeptReleases { get; init; } = 3;
}
