using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Custom;
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
