using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>The logs of a slot's or a release's pods. Each line begins with the pod's name where there are several.</summary>
internal sealed class ClusterLogs(ClusterApi api, KubernetesEnvironment environment)
{
    /// <param name="slot">Which; null for the one that serves.</param>
    /// <param name="release">Of this release's pods instead; null for any.</param>
    /// <param name="lines">How many of the last lines of each pod.</param>
    /// <param name="follow">Goes on until cancelled, or until the pods have ended.</param>
    /// <param name="output">Where they are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ShowAsync(
        string? slot,
        string? release,
        int lines,
        bool follow,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var labels = new Dictionary<string, string>(
            Labels.Selector(release is null ? slot ?? await ServingAsync(cancellationToken) : slot)
        );
        if (release is not null)
        {
            labels[Labels.Release] = release;
        }
        var (pods, _) = await api.ListAsync<V1Pod>(string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken);
        if (pods.Count == 0)
        {
            throw new UserFacingException(
                $"no pod of {(release is null ? $"slot {slot ?? "that serves"}" : $"release {release}")} runs in namespace {api.Scope}",
                $"./pipeline status --environment {environment.Name} shows what runs. Logs of pods that are gone are in the "
                    + $"cluster's log store, if it has one."
            );
        }
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(pods.Select(pod => ShowPodAsync(pod, pods.Count > 1 ? pod.Metadata.Name + " " : "")));

        async Task ShowPodAsync(V1Pod pod, string prefix)
        {
            try
            {
                await using var stream = follow
                    ? await api.FollowLogAsync(pod.Metadata.Name, lines, cancellationToken)
                    : new MemoryStream(
                        System.Text.Encoding.UTF8.GetBytes(await api.LogAsync(pod.Metadata.Name, previous: false, lines, cancellationToken))
                    );
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync(cancellationToken) is { } line)
                {
                    await WriteAsync(prefix + line);
                }
            }
            catch (ClusterRefusal refusal)
            {
                await WriteAsync($"{prefix}({refusal.Message})");
            }
        }

        async Task WriteAsync(string line)
        {
            await turn.WaitAsync(cancellationToken);
            await output.WriteLineAsync(line);
            turn.Release();
        }
    }

    private async Task<string?> ServingAsync(CancellationToken cancellationToken) =>
        !environment.BlueGreen ? null
        : (await api.FindAsync<V1Service>(Names.Service, cancellationToken))?.Spec.Selector?.TryGetValue(Labels.Slot, out var slot) == true
            ? slot
        : throw new UserFacingException(
            $"nothing serves in namespace {api.Scope}",
            $"./pipeline logs --environment {environment.Name} --slot blue shows a slot that does not take the traffic."
        );
}
