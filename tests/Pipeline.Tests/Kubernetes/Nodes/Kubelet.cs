using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>The one node: pods become containers, and containers tell how they are.</summary>
internal sealed class Kubelet : IController, IAsyncDisposable
{
    private static int nodes;
    private readonly ConcurrentDictionary<string, RunningPod> _pods = new(StringComparer.Ordinal);
    private readonly string _network = $"127.{20 + (Environment.ProcessId % 200)}.{Interlocked.Increment(ref nodes) % 250}";
    private int _addresses;

    /// <summary>What can be pulled, by name with digest.</summary>
    public ConcurrentDictionary<string, IImage> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What a pod waits for, a preStop or its next start, is multiplied by this; a grace period is not: it hurries the machine.
    /// </summary>
    public double Pace { get; set; } = 0.05;

    /// <summary>For how long each pod reports that its Secrets are not in the node's cache yet, before it starts as usual.</summary>
    public TimeSpan SecretsLag { get; set; }

    public void Reconcile(ObjectStore store)
    {
        foreach (var pod in store.All(ResourceType.Pods))
        {
            _pods.GetOrAdd(pod.Uid(), _ => new RunningPod(store, this, pod, NextAddress()));
        }
    }

    public string Log(JsonObject pod, bool previous, int? lines)
    {
        var log = _pods.GetValueOrDefault(pod.Uid())?.Log(previous) ?? "";
        return lines is null ? log : string.Join('\n', log.TrimEnd('\n').Split('\n').TakeLast(lines.Value)) + "\n";
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_pods.Values.Select(pod => pod.DisposeAsync().AsTask()));

    private string NextAddress() =>
        Interlocked.Increment(ref _addresses) is var number && number < 250 ? $"{_network}.{number}" : $"{_network}.{(number % 250) + 1}";
}
