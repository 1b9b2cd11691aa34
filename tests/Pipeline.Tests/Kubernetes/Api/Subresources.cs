using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>The views of an object beside itself that are objects too: the scale of a Deployment, the eviction of a pod.</summary>
internal sealed class Subresources(ObjectStore store, Writes writes, Deletes deletes)
{
    public static JsonObject Scale(JsonObject deployment) =>
        new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = deployment.Name(),
                ["namespace"] = deployment.Namespace(),
                ["uid"] = deployment.Uid(),
                ["resourceVersion"] = $"{deployment.Version()}",
                ["creationTimestamp"] = deployment.Metadata()["creationTimestamp"]!.DeepClone(),
            },
            ["spec"] = new JsonObject { ["replicas"] = deployment.Spec()["replicas"]!.DeepClone() },
            ["status"] = new JsonObject { ["replicas"] = deployment.Status().Number("replicas") ?? 0 },
        };

    /// <summary>A scale written back: the version it was read with is that of the Deployment.</summary>
    public JsonObject PutScale(RequestPath at, Func<JsonObject, JsonObject> change, WriteOptions options) =>
        Scale(
            writes.Patch(
                at with
                {
                    Subresource = "scale",
                },
                deployment =>
                {
                    var scale = change(Scale(deployment));
                    deployment.Spec()["replicas"] = scale.Spec()["replicas"]?.DeepClone() ?? 0;
                    deployment.Metadata()["resourceVersion"] = scale.Metadata()["resourceVersion"]?.DeepClone();
                    return deployment;
                },
                options
            )
        );

    /// <exception cref="ApiError">429 when a disruption budget forbids it now.</exception>
    public JsonObject Evict(RequestPath at)
    {
        var pod = store.Find(ResourceType.Pods, at.Namespace, at.Name) ?? throw ApiError.NotFound(ResourceType.Pods, at.Name);
        foreach (
            var budget in store
                .List(ResourceType.DisruptionBudgets, at.Namespace)
                .Items.Where(one => Selector.Labels(one.Spec()["selector"] as JsonObject, pod.Labels()))
        )
        {
            var pods = store
                .List(ResourceType.Pods, at.Namespace)
                .Items.Where(one => Selector.Labels(budget.Spec()["selector"] as JsonObject, one.Labels()))
                .ToList();
            var unready = pods.Count(one => one.IsGoing() || !IsReady(one));
            if (
                unready >= (budget.Spec().Number("maxUnavailable") ?? int.MaxValue)
                || pods.Count - unready - 1 < (budget.Spec().Number("minAvailable") ?? int.MinValue)
            )
            {
                throw ApiError.TooMany("Cannot evict pod as it would violate the pod's disruption budget.", TimeSpan.FromSeconds(10));
            }
        }
        deletes.Delete(at, []);
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        };
    }

    public static bool IsReady(JsonObject pod) =>
        pod.Status().Items("conditions").Any(one => one.Text("type") == "Ready" && one.Text("status") == "True");
}
