using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Manifests;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>
/// What a cluster's objects say of a slot. It is ready when as many pods as it should have are ready, all of its release, and the
/// EndpointSlices of its Service lead to these and to none of another release.
/// </summary>
internal static class SlotView
{
    public static string? LabelOf(string slot) => slot == TargetState.Only ? null : slot;

    public static string ServiceOf(string slot) => LabelOf(slot) is { } name ? Names.SlotService(name) : Names.Service;

    /// <summary>Null where the slot holds nothing.</summary>
    public static SlotState? Of(
        string slot,
        V1Deployment? deployment,
        IReadOnlyList<V1Pod> pods,
        IEnumerable<V1EndpointSlice> slices,
        PodTrouble troubles
    )
    {
        if (deployment?.Spec.Replicas is not > 0 || ReleaseOf(deployment) is not { } release)
        {
            return null;
        }
        var own = pods.Where(pod =>
                pod.Metadata.Labels?.TryGetValue(Labels.Release, out var runs) == true && runs == release && Belongs(pod, deployment)
            )
            .ToList();
        var reached = Reached(slot, slices);
        var mixed = pods.Any(pod => reached.Contains(pod.Metadata.Name) && ReleaseOf(pod) != release);
        var (condition, reason) = Judge(deployment, own, reached, mixed, troubles);
        var serving = own.Count(pod => PodTrouble.IsReady(pod) && reached.Contains(pod.Metadata.Name));
        return new SlotState(slot, release, condition, reason, SlotTraffic.None, Serving: mixed ? 0 : serving);
    }

    public static string? ReleaseOf(IMetadata<V1ObjectMeta> item) =>
        item.Metadata.Labels?.TryGetValue(Labels.Release, out var release) == true ? release : null;

    public static bool Belongs(V1Pod pod, V1Deployment deployment) =>
        deployment.Spec.Selector.MatchLabels.All(wanted =>
            pod.Metadata.Labels?.TryGetValue(wanted.Key, out var value) == true && value == wanted.Value
        );

    /// <summary>The pods that a slot's Service leads to.</summary>
    public static HashSet<string> Reached(string slot, IEnumerable<V1EndpointSlice> slices) => ReachedBy(ServiceOf(slot), slices);

    public static HashSet<string> ReachedBy(string service, IEnumerable<V1EndpointSlice> slices) =>
        [
            .. from slice in slices
            where slice.Metadata.Labels?.TryGetValue("kubernetes.io/service-name", out var of) == true && of == service
            from endpoint in slice.Endpoints ?? []
            where endpoint.Conditions?.Ready == true && endpoint.TargetRef is not null
            select endpoint.TargetRef.Name,
        ];

    private static (SlotCondition Condition, string Reason) Judge(
        V1Deployment deployment,
        List<V1Pod> own,
        HashSet<string> reached,
        bool mixed,
        PodTrouble troubles
    )
    {
        var wanted = deployment.Spec.Replicas ?? 1;
        var ready = own.Where(PodTrouble.IsReady).Select(pod => pod.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var served = ready.Count(reached.Contains);
        if (served >= wanted && !mixed)
        {
            return (SlotCondition.Ready, "ready");
        }
        if (Condition(deployment, "ReplicaFailure", "True") is { } refused)
        {
            return (SlotCondition.Failed, $"its pods are refused: {refused.Message}");
        }
        // Once it was whole, what is missing now is being brought back by the cluster.
        if (
            Condition(deployment, "Progressing", "True")?.Reason == "NewReplicaSetAvailable"
            && deployment.Status.ObservedGeneration >= deployment.Metadata.Generation
        )
        {
            return (SlotCondition.Unready, $"{served} of {wanted} pods are ready");
        }
        if (own.Select(troubles.Of).FirstOrDefault(trouble => trouble is not null) is { } trouble)
        {
            return (SlotCondition.Failed, trouble);
        }
        if (Condition(deployment, "Progressing", "False") is { } late)
        {
            return (SlotCondition.Failed, late.Message ?? late.Reason);
        }
        var waits = own.Select(PodTrouble.Waiting).FirstOrDefault(reason => reason is not null);
        return (
            SlotCondition.Starting,
            $"{ready.Count} of {wanted} pods are ready, {served} reached{(waits is null ? "" : $" ({waits})")}"
        );
    }

    private static V1DeploymentCondition? Condition(V1Deployment deployment, string type, string status) =>
        deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == status);
}
