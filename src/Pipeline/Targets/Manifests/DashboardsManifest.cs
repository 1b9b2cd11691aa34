using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
