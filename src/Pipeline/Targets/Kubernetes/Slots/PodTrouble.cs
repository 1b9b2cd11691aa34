using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>Why a pod will not run, however long one waits.</summary>
internal static class PodTrouble
{
    private static readonly HashSet<string> Fatal = new(
        [
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Null for one that runs, or may yet.</summary>
    public static string? Of(V1Pod pod) =>
        pod
            .Status?.ContainerStatuses?.Select(container => container.State?.Waiting)
            .FirstOrDefault(waiting => waiting is not null && Fatal.Contains(waiting.Reason ?? ""))
            is { } stuck
            ? $"pod {pod.Metadata.Name} does not run: {stuck.Reason}{(stuck.Message is { Length: > 0 } words ? $", {words}" : "")}"
            : null;

    /// <summary>What it waits for, where it says so.</summary>
    public static string? Waiting(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(container => container.State?.Waiting?.Reason).FirstOrDefault(reason => reason is not null)
        ?? pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })?.Message;

    public static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
