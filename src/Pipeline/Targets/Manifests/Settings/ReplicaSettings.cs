using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

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
