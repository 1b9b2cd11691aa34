using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>
/// Deployments become ReplicaSets, one for each template, of which the newest grows and the others shrink within surge and unavailability.
/// </summary>
internal sealed class DeploymentController(TimeProvider time) : IController
{
    public const string Hash = "pod-template-hash";

    public void Reconcile(ObjectStore store)
    {
        foreach (var deployment in store.All(ResourceType.Deployments))
        {
            Roll(store, deployment);
        }
    }

    private void Roll(ObjectStore store, JsonObject deployment)
    {
        var sets = store.List(ResourceType.ReplicaSets, deployment.Namespace()).Items.Where(set => set.IsOwnedBy(deployment)).ToList();
        var hash = HashOf(deployment.Spec().Child("template"));
        var renewed = sets.FirstOrDefault(set => set.Labels().Text(Hash) == hash);
        if (renewed is null)
        {
            store.Change(
                ResourceType.ReplicaSets,
                deployment.Namespace(),
                $"{deployment.Name()}-{hash}",
                there => there ?? NewSet(deployment, hash)
            );
            return;
        }
        var wanted = deployment.Spec().Number("replicas") ?? 1;
        var old = sets.Where(set => set != renewed).ToList();
        var (surge, unavailable) = Limits(deployment, wanted);
        // Up as far as the surge allows, all sets together.
        var total = sets.Sum(set => set.Spec().Number("replicas") ?? 0);
        var current = renewed.Spec().Number("replicas") ?? 0;
        var next = wanted <= current ? wanted : Math.Min(wanted, Math.Max(current, current + wanted + surge - total));
        if (next != current)
        {
            store.Amend(ResourceType.ReplicaSets, renewed, live => live.Spec()["replicas"] = next);
        }
        // Down as far as enough others are available.
        var spare = sets.Sum(Available) - (wanted - unavailable);
        foreach (var set in old)
        {
            var count = set.Spec().Number("replicas") ?? 0;
            var unready = count - Available(set);
            var less = Math.Min(count, Math.Max(0, unready) + Math.Max(0, spare));
            spare -= Math.Max(0, less - Math.Max(0, unready));
            if (less > 0)
            {
                store.Amend(ResourceType.ReplicaSets, set, live => live.Spec()["replicas"] = count - less);
            }
        }
        store.Amend(ResourceType.Deployments, deployment, live => Tell(live, renewed, sets, wanted, unavailable));
    }

    private void Tell(JsonObject live, JsonObject renewed, List<JsonObject> sets, int wanted, int unavailable)
    {
        var status = live.Status();
        var (all, updated, ready) = (
            sets.Sum(set => set.Status().Number("replicas") ?? 0),
            renewed.Status().Number("replicas") ?? 0,
            sets.Sum(Available)
        );
        status["observedGeneration"] = live.Metadata()["generation"]!.DeepClone();
        (
            status["replicas"],
            status["updatedReplicas"],
            status["readyReplicas"],
            status["availableReplicas"],
            status["unavailableReplicas"]
        ) = (all, updated, ready, ready, Math.Max(0, wanted - ready));
        var done = updated == wanted && all == wanted && ready == wanted;
        var began = DateTimeOffset.Parse(renewed.Metadata().Text("creationTimestamp")!, CultureInfo.InvariantCulture);
        var late = !done && time.GetUtcNow() - began > TimeSpan.FromSeconds(live.Spec().Number("progressDeadlineSeconds") ?? 600);
        var conditions = new JsonArray
        {
            Condition(
                "Available",
                ready >= wanted - unavailable,
                ready >= wanted - unavailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                ""
            ),
            Condition(
                "Progressing",
                !late,
                late ? "ProgressDeadlineExceeded"
                    : done ? "NewReplicaSetAvailable"
                    : "ReplicaSetUpdated",
                late ? $"ReplicaSet \"{renewed.Name()}\" has timed out progressing." : ""
            ),
        };
        if (renewed.Status().Items("conditions").FirstOrDefault(one => one.Text("type") == "ReplicaFailure") is { } failure)
        {
            conditions.Add(failure.DeepClone());
        }
        status["conditions"] = conditions;
    }

    private JsonObject NewSet(JsonObject deployment, string hash)
    {
        var template = deployment.Spec().Child("template").Copy();
        template.Metadata().Child("labels")[Hash] = hash;
        var selector = deployment.Spec()["selector"]!.AsObject().Copy();
        selector.Child("matchLabels")[Hash] = hash;
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Namespace(),
                ["uid"] = Guid.NewGuid().ToString(),
                ["generation"] = 1,
                ["creationTimestamp"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["labels"] = template.Metadata()["labels"]!.DeepClone(),
                ["ownerReferences"] = new JsonArray(deployment.OwnedBy(ResourceType.Deployments)),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 0,
                ["selector"] = selector,
                ["template"] = template,
            },
        };
    }

    private static int Available(JsonObject set) => set.Status().Number("availableReplicas") ?? 0;

    private static (int Surge, int Unavailable) Limits(JsonObject deployment, int wanted)
    {
        var limits = deployment.Spec().Child("strategy").Child("rollingUpdate");
        var (surge, unavailable) = (Share(limits["maxSurge"], wanted, up: true), Share(limits["maxUnavailable"], wanted, up: false));
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }

    private static int Share(JsonNode? limit, int of, bool up) =>
        limit is null ? 1
        : limit.GetValueKind() == System.Text.Json.JsonValueKind.Number ? limit.GetValue<int>()
        : double.Parse(limit.GetValue<string>().TrimEnd('%'), CultureInfo.InvariantCulture) * of / 100 is var share && up
            ? (int)Math.Ceiling(share)
        : (int)share;

    private static string HashOf(JsonObject template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString())))[..10];

    private static JsonObject Condition(string type, bool holds, string reason, string message) =>
        new()
        {
            ["type"] = type,
            ["status"] = holds ? "True" : "False",
            ["reason"] = reason,
            ["message"] = message,
        };
}
