using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>
/// Read into the types of the API's own description and written again, nothing is lost: a key that the API does not know would be.
/// </summary>
public sealed class SchemaTests
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
        ["v1/Service"] = typeof(V1Service),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["batch/v1/Job"] = typeof(V1Job),
        ["batch/v1/CronJob"] = typeof(V1CronJob),
        ["v1/PersistentVolumeClaim"] = typeof(V1PersistentVolumeClaim),
        ["rbac.authorization.k8s.io/v1/Role"] = typeof(V1Role),
        ["rbac.authorization.k8s.io/v1/RoleBinding"] = typeof(V1RoleBinding),
        ["autoscaling/v2/HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["external-secrets.io/v1/ExternalSecret"] = typeof(ExternalSecret),
    };

    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public void Every_manifest_holds_only_what_the_API_knows(string environment)
    {
        foreach (var manifest in Committed.Objects(environment))
        {
            Again(manifest).ToJsonString().ShouldBe(Sorted(manifest)!.ToJsonString());
        }
    }

    [Fact]
    public void A_key_that_the_API_does_not_know_is_found()
    {
        var manifest = Committed.OfKind("production", "Deployment").First();
        manifest["spec"]!["template"]!["spec"]!["replicas"] = 3;

        Again(manifest).ToJsonString().ShouldNotBe(Sorted(manifest)!.ToJsonString());
    }

    private static JsonNode Again(JsonObject manifest)
    {
        var type = Types[$"{manifest["apiVersion"]}/{manifest["kind"]}"];
        var read = typeof(KubernetesJson)
            .GetMethods()
            .Single(method =>
                method.Name == nameof(KubernetesJson.Deserialize) && method.GetParameters()[0].ParameterType == typeof(string)
            )
            .MakeGenericMethod(type)
            .Invoke(null, [manifest.ToJsonString(), null])!;
        return Sorted(JsonNode.Parse(KubernetesJson.Serialize(read)))!;
    }

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Sorted)]),
            null => null,
            _ => node.DeepClone(),
        };
}
