using System.ComponentModel;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Schemas;

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

/// <summary>How long a release waits for what.</summary>
internal sealed record ReleaseTimings
{
    [Description("Seconds that a started slot may take to be ready.")]
    [Seconds(0, 3600)]
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(90);

    [Description("Seconds that a gate may hold before the release is rolled back.")]
    [Seconds(0, 3600)]
    public TimeSpan Verify { get; init; } = TimeSpan.FromSeconds(30);

    [Description("Seconds for which the new slot is watched under traffic before it is kept.")]
    [Seconds(0, 3600)]
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(2);

    /// <remarks>Longer ones go on: there is no need to cut them.</remarks>
    [Description("Seconds that the old slot's requests in flight are waited for.")]
    [Seconds(0, 3600)]
    [JsonPropertyName("drain")]
    public TimeSpan Retire { get; init; } = TimeSpan.FromSeconds(30);

    [JsonIgnore]
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>How the traffic comes from one release to the next.</summary>
internal enum Strategy
{
    /// <summary>All at once, to a slot that stands beside the old one; that stays warm.</summary>
    BlueGreen,

    /// <summary>Instance by instance: one more than usual runs at a time, and none of the old stays.</summary>
    Rolling,
}
