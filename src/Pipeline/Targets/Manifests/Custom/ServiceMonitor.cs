using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Custom;

/// <summary>Tells the Prometheus operator what to scrape (monitoring.coreos.com/v1); what of it is in use here.</summary>
internal sealed record ServiceMonitor : IKubernetesObject<V1ObjectMeta>, ISpec<ServiceMonitorSpec>
{
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    public string Kind { get; set; } = "ServiceMonitor";

    public required V1ObjectMeta Metadata { get; set; }

    public required ServiceMonitorSpec Spec { get; set; }
}

/// <param name="Selector">The Service.</param>
/// <param name="Endpoints">Its ports.</param>
internal sealed record ServiceMonitorSpec(V1LabelSelector Selector, IReadOnlyList<MonitorEndpoint> Endpoints);

internal sealed record MonitorEndpoint(
    string Port,
    string Path,
    string Interval,
    string ScrapeTimeout,
    IReadOnlyList<Relabeling> Relabelings
);

/// <summary>Gives every series a label: a fixed one, or what the labels of the pod say.</summary>
internal sealed record Relabeling(string TargetLabel, string? Replacement = null, IReadOnlyList<string>? SourceLabels = null);
