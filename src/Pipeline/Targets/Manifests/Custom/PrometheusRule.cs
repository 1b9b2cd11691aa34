using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Custom;

/// <summary>Tells the Prometheus operator what to compute and when to wake somebody (monitoring.coreos.com/v1).</summary>
internal sealed record PrometheusRule : IKubernetesObject<V1ObjectMeta>, ISpec<JsonObject>
{
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    public string Kind { get; set; } = "PrometheusRule";

    public required V1ObjectMeta Metadata { get; set; }

    /// <summary>The content of a rules file: the operator takes it as Prometheus does.</summary>
    public required JsonObject Spec { get; set; }
}
