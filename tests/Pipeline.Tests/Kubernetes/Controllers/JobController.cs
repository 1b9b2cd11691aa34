using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>Jobs become pods until one succeeds, or too many have failed.</summary>
internal sealed class JobController(Admission admission, TimeProvider time) : IController
{
    public void Reconcile(ObjectStore store)
    {
        foreach (var job in store.All(ResourceType.Jobs).Where(job => !job.Status().Items("conditions").Any()))
        {
            var pods = store.List(ResourceType.Pods, job.Namespace()).Items.Where(pod => pod.IsOwnedBy(job)).ToList();
            var (succeeded, failed) = (pods.Count(pod => Phase(pod) == "Succeeded"), pods.Count(pod => Phase(pod) == "Failed"));
            var active = pods.Count - succeeded - failed;
            var refused = pods.Any(pod => Phase(pod) == "Failed" && FailsAtOnce(job, pod));
            var over = succeeded > 0 || refused || failed > (job.Spec().Number("backoffLimit") ?? 6);
            if (!over && active == 0)
            {
                var pod = Pods.FromTemplate(job, ResourceType.Jobs, job.Spec().Child("template"), time);
                try
                {
                    admission.Require(ResourceType.Pods, pod);
                    store.Change(ResourceType.Pods, pod.Namespace(), pod.Name(), _ => pod);
                }
                catch (ApiError refusal)
                {
                    Tell(store, job, refusal.Message);
                    continue;
                }
            }
            store.Amend(
                ResourceType.Jobs,
                job,
                live =>
                {
                    var status = live.Status();
                    (status["active"], status["succeeded"], status["failed"]) = (over ? 0 : 1, succeeded, failed);
                    if (over)
                    {
                        status["conditions"] = new JsonArray(
                            succeeded > 0
                                ? new JsonObject { ["type"] = "Complete", ["status"] = "True" }
                                : new JsonObject
                                {
                                    ["type"] = "Failed",
                                    ["status"] = "True",
                                    ["reason"] = refused ? "PodFailurePolicy" : "BackoffLimitExceeded",
                                    ["message"] = refused
                                        ? "Container failed with an exit code that a rule names"
                                        : "Job has reached the specified backoff limit",
                                }
                        );
                    }
                }
            );
        }
    }

    /// <summary>The status of a Job says nothing of a pod that was refused; only an event does.</summary>
    private static void Tell(ObjectStore store, JsonObject job, string message) =>
        store.Change(
            ResourceType.Events,
            job.Namespace(),
            job.Name() + ".refused",
            _ => new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject
                {
                    ["name"] = job.Name() + ".refused",
                    ["namespace"] = job.Namespace(),
                    ["uid"] = Guid.NewGuid().ToString(),
                },
                ["involvedObject"] = new JsonObject { ["kind"] = "Job", ["name"] = job.Name() },
                ["type"] = "Warning",
                ["reason"] = "FailedCreate",
                ["message"] = $"Error creating: {message}",
            }
        );

    private static string? Phase(JsonObject pod) => pod.Status().Text("phase");

    /// <summary>The exit codes after which its podFailurePolicy tries no more.</summary>
    private static bool FailsAtOnce(JsonObject job, JsonObject pod) =>
        (job.Spec()["podFailurePolicy"] as JsonObject)
            ?.Items("rules")
            .Any(rule =>
                rule.Text("action") == "FailJob"
                && rule["onExitCodes"]?["values"] is JsonArray codes
                && pod.Status()
                    .Items("containerStatuses")
                    .Any(one =>
                        one["state"]?["terminated"]?["exitCode"] is { } code
                        && codes.Any(value => value!.GetValue<int>() == code.GetValue<int>())
                    )
            ) == true;
}
