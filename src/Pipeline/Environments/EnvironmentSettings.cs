using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>All that an environment file says.</summary>
internal sealed record EnvironmentSettings
{
    /// <summary>How releases are made there.</summary>
    public ReleasePolicy Release { get; init; } = new();

    /// <summary>The cluster it is on; null for one machine.</summary>
    public KubernetesSettings? Kubernetes { get; init; }
}
