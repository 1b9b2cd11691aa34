using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Has every pod of every slot scraped; series tell their slot and release, so a release can be judged beside the one before.
/// </summary>
internal static class MonitorManifest
{
    public static ServiceMonitor Of(KubernetesEnvironment environment) =>
        new()
        {
            Metadata = Labels.Metadata(
                environment,
                Names.Application,
                KeyValuePair.Create("release", environment.Settings.Monitoring.Release)
            ),
            Spec = new ServiceMonitorSpec(
                new V1LabelSelector { MatchLabels = ServiceLabels() },
                [
                    new(
                        Names.MetricsPort,
                        "/metrics",
                        "15s",
                        "10s",
                        [
                            new("job", Job(environment)),
                            new("environment", environment.Name),
                            new("slot", SourceLabels: [PodLabel(Labels.Slot)]),
                            new("release", SourceLabels: [PodLabel(Labels.Release)]),
                        ]
                    ),
                ]
            ),
        };

    /// <summary>The <c>job</c> of the series, by which rules and dashboards know the environment.</summary>
    public static string Job(KubernetesEnvironment environment) => $"{Names.Application}-{environment.Name}";

    /// <summary>As Prometheus names what it discovers.</summary>
    private static string PodLabel(string label) =>
        "__meta_kubernetes_pod_label_" + label.Replace('.', '_').Replace('-', '_').Replace('/', '_');

    private static Dictionary<string, string> ServiceLabels() =>
        new(StringComparer.Ordinal) { [Labels.App] = Names.Application, [Labels.Component] = Names.MetricsPort };
}

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

/// <summary>
/// The rules of deploy/monitoring, which are written and tested for production, with another environment's job in its place.
/// </summary>
internal static class RulesManifest
{
    private const string Written = $"{Names.Application}-production";

    /// <param name="environment">Where.</param>
    /// <param name="rules">The rules file.</param>
    public static PrometheusRule Of(KubernetesEnvironment environment, string rules) =>
        new()
        {
            Metadata = Labels.Metadata(environment, Names.Rules, KeyValuePair.Create("release", environment.Settings.Monitoring.Release)),
            Spec = YamlJson.Read(rules.Replace(Written, MonitorManifest.Job(environment), StringComparison.Ordinal)) as JsonObject ?? [],
        };
}

/// <summary>Tells the Prometheus operator what to compute and when to wake somebody (monitoring.coreos.com/v1).</summary>
internal sealed record PrometheusRule : IKubernetesObject<V1ObjectMeta>, ISpec<JsonObject>
{
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    public string Kind { get; set; } = "PrometheusRule";

    public required V1ObjectMeta Metadata { get; set; }

    /// <summary>The content of a rules file: the operator takes it as Prometheus does.</summary>
    public required JsonObject Spec { get; set; }
}

/// <summary>The dashboards of deploy/monitoring, where Grafana's sidecar finds them by the label. They show every environment.</summary>
internal static class DashboardsManifest
{
    /// <param name="space">The namespace of Grafana.</param>
    /// <param name="dashboards">By file name.</param>
    public static V1ConfigMap Of(string space, IReadOnlyDictionary<string, string> dashboards) =>
        new()
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = Names.Dashboards,
                NamespaceProperty = space,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [Labels.App] = Names.Application,
                    ["grafana_dashboard"] = "1",
                },
            },
            Data = new Dictionary<string, string>(dashboards, StringComparer.Ordinal),
        };
}
