using System.ComponentModel;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

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
