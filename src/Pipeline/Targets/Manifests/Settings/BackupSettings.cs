using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

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
