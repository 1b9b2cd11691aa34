using System.ComponentModel;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record BackupSettings
{
    [Description("Room for the backups of the last 30 days.")]
    [TextForm(TextForms.MemoryWords, TextForms.Memory)]
    public string Size { get; init; } = "20Gi";

    [Description("The storage class, which must let pods of several nodes write at once (ReadWriteMany); left out, the cluster's default.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string? StorageClass { get; init; }
}
