using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record LifecycleSettings
{
    [Description("Seconds that a pod may take to load the stored forecasts before it is given up.")]
    [Range(10, 1800)]
    public int StartupSeconds { get; init; } = 120;

    [Description("Seconds from a pod's removal from the Service to its order to stop, for every node to hear of it.")]
    [Range(0, 120)]
    public int PreStopSeconds { get; init; } = 5;

    [Description("Seconds that a pod still serves after its order to stop, while it tells kept-alive connections to close.")]
    [Range(0, 60)]
    public int DrainSeconds { get; init; } = 10;

    [Description("Seconds that a migration may take, and the backup before it.")]
    [Range(60, 86400)]
    public int MigrationSeconds { get; init; } = 1800;

    [Description("Seconds that each Job of a data import may take: bringing the data in, training, forecasting.")]
    [Range(60, 86400)]
    public int DataSeconds { get; init; } = 7200;
}

/// <summary>Within these the autoscaler decides; a release starts as many pods as serve at that moment.</summary>
internal sealed record ReplicaSettings
{
    [Description("Pods at least.")]
    [Range(1, 100)]
    public int Minimum { get; init; } = 2;

    [Description("Pods at most.")]
    [Range(1, 1000)]
    public int Maximum { get; init; } = 6;

    [Description("The percentage of the requested processors that pods use on average before there are more of them.")]
    [Range(10, 100)]
    public int CpuPercent { get; init; } = 70;
}

internal sealed record ResourceSettings
{
    [Description("Processors that are set aside for a pod.")]
    [TextForm(TextForms.CpuWords, TextForms.Cpu)]
    public string Cpu { get; init; } = "250m";

    [Description("Processors a pod may take where the node has them to spare.")]
    [TextForm(TextForms.CpuWords, TextForms.Cpu)]
    public string CpuLimit { get; init; } = "2";

    [Description("Memory that is set aside for a pod, and that it may not exceed: memory cannot be taken back without killing.")]
    [TextForm(TextForms.MemoryWords, TextForms.Memory)]
    public string Memory { get; init; } = "512Mi";

    [Description("Room for temporary files; the rest of a pod's file system is read-only.")]
    [TextForm(TextForms.MemoryWords, TextForms.Memory)]
    public string Temporary { get; init; } = "64Mi";
}

internal sealed record BackupSettings
{
    [Description("The size of the volume: enough for as many backups as are kept.")]
    [TextForm(TextForms.MemoryWords, TextForms.Memory)]
    public string Size { get; init; } = "20Gi";

    [Description("The storage class; left out, the cluster's default. One pod at a time uses the volume (ReadWriteOnce).")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string? StorageClass { get; init; }

    [Description("When the nightly backup is made, in UTC.")]
    [TextForm("five fields such as 0 2 * * *", @"^([0-9*/,-]+ ){4}[0-9*/,-]+$")]
    public string Schedule { get; init; } = "0 2 * * *";

    [Description("For how many days a backup is kept; the newest always stays.")]
    [Range(1, 3650)]
    public int KeepDays { get; init; } = 30;
}
