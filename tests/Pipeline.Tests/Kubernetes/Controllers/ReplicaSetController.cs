using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>ReplicaSets become pods.</summary>
internal sealed class ReplicaSetController(Admission admission, Deletes deletes, TimeProvider time) : IController
{
    public void Reconcile(ObjectStore store)
    {
        foreach (var set in store.All(ResourceType.ReplicaSets))
        {
            var pods = store.List(ResourceType.Pods, set.Namespace()).Items.Where(pod => pod.IsOwnedBy(set)).ToList();
            var going = pods.Where(pod => pod.IsGoing()).ToList();
            pods = [.. pods.Except(going)];
            var wanted = set.Spec().Number("replicas") ?? 0;
            JsonObject? failure = null;
            for (var count = pods.Count; count < wanted && failure is null; count++)
            {
                failure = TryAdd(store, set);
            }
            // Those that are not ready go first.
            foreach (var pod in pods.OrderBy(Subresources.IsReady).Take(pods.Count - wanted))
            {
                deletes.Delete(new RequestPath(ResourceType.Pods, pod.Namespace(), pod.Name(), "", ""), []);
            }
            var ready = pods.Count(Subresources.IsReady);
            store.Amend(
                ResourceType.ReplicaSets,
                set,
                live =>
                {
                    var status = live.Status();
                    (status["replicas"], status["readyReplicas"], status["availableReplicas"], status["observedGeneration"]) = (
                        Math.Min(pods.Count, wanted),
                        ready,
                        ready,
                        live.Metadata()["generation"]!.DeepClone()
                    );
                    status["conditions"] = failure is null ? new JsonArray() : new JsonArray(failure);
                }
            );
        }
    }

    private JsonObject? TryAdd(ObjectStore store, JsonObject set)
    {
        var pod = Pods.FromTemplate(set, ResourceType.ReplicaSets, set.Spec().Child("template"), time);
        try
        {
            admission.Require(ResourceType.Pods, pod);
            store.Change(ResourceType.Pods, pod.Namespace(), pod.Name(), _ => pod);
            return null;
        }
        catch (ApiError refused)
        {
            return new JsonObject
            {
                ["type"] = "ReplicaFailure",
                ["status"] = "True",
                ["reason"] = "FailedCreate",
                ["message"] = refused.Message,
            };
        }
    }
}
