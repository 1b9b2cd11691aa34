using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Gates.Prometheus;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Schemas;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>
/// An environment file as it is written. These records, with those of gates, hooks and the cluster, are the only description of what it may
/// hold: the reader and the JSON schema for editors are both made from them.
/// </summary>
internal sealed record EnvironmentDocument : ICheckedSetting
{
    private static readonly ReleasePolicy Standard = new();

    [Description(
        "blue-green: all traffic at once, the old slot stays warm. rolling: instance by instance, with one more than usual at a "
            + "time. Of one machine; a cluster has its own."
    )]
    public Strategy Strategy { get; init; } = Standard.Strategy;

    [Description("How many processes of a release serve side by side on this machine.")]
    [Range(1, 32)]
    public int Instances { get; init; } = Standard.Instances;

    [Description("How long a release waits for what.")]
    public ReleaseTimings Timings { get; init; } = Standard.Timings;

    [Description("What judges a release, and where each draws its line.")]
    public GateLists Gates { get; init; } = new();

    [Description("What of yours runs beside a release.")]
    public HookLists Hooks { get; init; } = new();

    [Description(
        "Whether the database is backed up before a release's migrations change its schema; a backup that fails refuses the release."
    )]
    public BackupChoice Backup { get; init; } = Standard.BacksUp ? BackupChoice.BeforeMigration : BackupChoice.Never;

    [Description("What is kept for going back.")]
    public Retention Keep { get; init; } = new();

    [Description("The cluster that the environment is on; one machine where this is left out.")]
    public KubernetesSettings? Kubernetes { get; init; }

    [JsonIgnore]
    public string? Objection =>
        Backup == BackupChoice.BeforeMigration && Kubernetes is { Backups: null }
            ? "needs a volume for the backups before migrations (kubernetes.backups), or backup: never where the database is "
                + "backed up otherwise"
            : null;

    /// <param name="name">The environment's.</param>
    public EnvironmentSettings Settings(string name) =>
        new(
            new ReleasePolicy
            {
                Strategy = Strategy,
                Instances = Instances,
                Timings = Timings,
                Before = Gates.Before,
                After = Gates.After,
                Hooks = Hooks.All is { Count: > 0 } hooks ? hooks : Standard.Hooks,
                BacksUp = Backup == BackupChoice.BeforeMigration,
                KeptReleases = Keep.Releases,
            },
            Kubernetes is null ? null : new KubernetesEnvironment(name, Kubernetes)
        );

    internal enum BackupChoice
    {
        BeforeMigration,
        Never,
    }

    internal sealed record Retention
    {
        [Description("The newest releases whose artifacts are kept; what runs is always kept.")]
        [Range(2, 1000)]
        public int Releases { get; init; } = Standard.KeptReleases;
    }

    internal sealed record GateLists
    {
        [Description("The gates before the switch, one after the other: while they judge, the old slot serves.")]
        [Choices(typeof(VersionSpec), typeof(ForecastSpec), typeof(ReplaySpec), typeof(LatencySpec), typeof(PrometheusSpec))]
        public IReadOnlyList<IGateSpec> Before { get; init; } = Standard.Before;

        [Description("The gates after the switch, all at once while the slot is watched.")]
        [Choices(typeof(TrafficSpec), typeof(VersionSpec), typeof(ForecastSpec), typeof(PrometheusSpec))]
        public IReadOnlyList<IGateSpec> After { get; init; } = Standard.After;
    }

    /// <summary>For each stage a list, run in its order.</summary>
    internal sealed record HookLists
    {
        [Description("Before anything else of a release.")]
        [JsonPropertyName("before-release")]
        public IReadOnlyList<RefusingHook> BeforeRelease { get; init; } = [];

        [Description("When the gates have passed; the old slot still serves.")]
        [JsonPropertyName("before-switch")]
        public IReadOnlyList<RefusingHook> BeforeSwitch { get; init; } = [];

        [Description("When the new slot has the traffic, before it is watched.")]
        [JsonPropertyName("after-switch")]
        public IReadOnlyList<RefusingHook> AfterSwitch { get; init; } = [];

        [Description("When the release is kept. Nothing is left to refuse: a failure is only reported.")]
        [JsonPropertyName("after-commit")]
        public IReadOnlyList<Hook> AfterCommit { get; init; } = [];

        [Description("When the release before serves again, by command or because the new one was refused. A failure is only reported.")]
        [JsonPropertyName("after-rollback")]
        public IReadOnlyList<Hook> AfterRollback { get; init; } = [];

        [JsonIgnore]
        public IReadOnlyList<Hook> All =>
            [
                .. At(HookStage.BeforeRelease, BeforeRelease),
                .. At(HookStage.BeforeSwitch, BeforeSwitch),
                .. At(HookStage.AfterSwitch, AfterSwitch),
                .. At(HookStage.AfterCommit, AfterCommit),
                .. At(HookStage.AfterRollback, AfterRollback),
            ];

        private static IEnumerable<Hook> At(HookStage stage, IEnumerable<Hook> hooks) => hooks.Select(hook => hook with { Stage = stage });
    }
}
