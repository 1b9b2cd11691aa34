using System.Collections.Concurrent;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>
/// Why a pod will not run, however long one waits. What passes on its own within moments is only judged once it has lasted.
/// </summary>
internal sealed class PodTrouble(TimeProvider time)
{
    /// <summary>A kubelet whose cache of Secrets lags behind reports a missing one for some seconds, then starts the container.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(20);

    private static readonly HashSet<string> Final = new(
        ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CrashLoopBackOff"],
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> Passing = new(
        ["CreateContainerConfigError", "CreateContainerError", "RunContainerError"],
        StringComparer.Ordinal
    );

    private readonly ConcurrentDictionary<string, (string Reason, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Null for one that runs, or may yet.</summary>
    public string? Of(V1Pod pod)
    {
        var waiting = pod
            .Status?.ContainerStatuses?.Select(container => container.State?.Waiting)
            .FirstOrDefault(one => one?.Reason is { } reason && (Final.Contains(reason) || Passing.Contains(reason)));
        if (waiting is null)
        {
            _seen.TryRemove(pod.Metadata.Uid, out _);
            return null;
        }
        var now = time.GetTimestamp();
        var (_, since) = _seen.AddOrUpdate(
            pod.Metadata.Uid,
            _ => (waiting.Reason, now),
            (_, before) => before.Reason == waiting.Reason ? before : (waiting.Reason, now)
        );
        return Final.Contains(waiting.Reason) || time.GetElapsedTime(since, now) >= Lasts
            ? $"pod {pod.Metadata.Name} does not run: {Words(waiting)}{(Ended(pod) is { } end ? $"; {end}" : "")}"
            : null;
    }

    /// <summary>How its container ended the last time; null where it never has.</summary>
    public static string? Ended(V1Pod pod) =>
        pod
            .Status?.ContainerStatuses?.Select(container => container.State?.Terminated ?? container.LastState?.Terminated)
            .FirstOrDefault(terminated => terminated is not null) switch
        {
            null => null,
            { Reason: "OOMKilled" } killed =>
                $"its container was killed because it used more memory than its limit ({Limit(pod)}; OOMKilled, exit code "
                    + $"{killed.ExitCode})",
            { ExitCode: 0 } => null,
            var ended => $"its container ended with exit code {ended.ExitCode}",
        };

    /// <summary>What it waits for, where it says so.</summary>
    public static string? Waiting(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(container => container.State?.Waiting).FirstOrDefault(one => one?.Reason is not null)
            is { } waiting
            ? Words(waiting)
            : pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })?.Message;

    public static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static string Words(V1ContainerStateWaiting waiting) =>
        waiting.Message is { Length: > 0 } message ? $"{waiting.Reason}, {message}" : waiting.Reason;

    private static string Limit(V1Pod pod) =>
        pod.Spec?.Containers?.FirstOrDefault()?.Resources?.Limits?.TryGetValue("memory", out var limit) == true
            ? limit.ToString()
            : "none set";
}
