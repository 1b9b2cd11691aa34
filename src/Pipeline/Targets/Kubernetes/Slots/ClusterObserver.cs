using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>The environment's objects as they are now, kept up by watches.</summary>
internal sealed class ClusterObserver : IAsyncDisposable
{
    private readonly KubernetesEnvironment _environment;
    private readonly Watched<V1Pod> _pods;
    private readonly Watched<V1EndpointSlice> _slices;
    private readonly PodTrouble _troubles;

    public ClusterObserver(ClusterApi api, KubernetesEnvironment environment, TimeProvider time)
    {
        _environment = environment;
        var serving = $"{Labels.App}={Names.Application},{Labels.Component}={Labels.Api}";
        Deployments = new(api, serving, time);
        _pods = new(api, serving, time);
        Services = new(api, $"{Labels.App}={Names.Application}", time);
        _slices = new(api, "", time);
        _troubles = new(time);
    }

    public Watched<V1Deployment> Deployments { get; }

    public Watched<V1Service> Services { get; }

    public async Task<TargetState> StateAsync(CancellationToken cancellationToken)
    {
        var (deployments, pods, slices) = (
            await Deployments.AllAsync(cancellationToken),
            await _pods.AllAsync(cancellationToken),
            await _slices.AllAsync(cancellationToken)
        );
        var slots = _environment
            .Slots.Select(label => label ?? TargetState.Only)
            .Select(slot =>
                SlotView.Of(
                    slot,
                    deployments.FirstOrDefault(one => one.Metadata.Name == Names.Deployment(SlotView.LabelOf(slot))),
                    pods,
                    slices,
                    _troubles
                )
            )
            .OfType<SlotState>()
            .ToList();
        var active = await SelectedAsync(cancellationToken);
        return new TargetState(slots.Any(slot => slot.Name == active) ? active : null, slots) { Rolls = !_environment.BlueGreen };
    }

    /// <summary>The slot that the public Service selects; null without that Service.</summary>
    public async Task<string?> SelectedAsync(CancellationToken cancellationToken) =>
        (await Services.AllAsync(cancellationToken)).FirstOrDefault(service => service.Metadata.Name == Names.Service) is not { } found
            ? null
        : found.Spec.Selector?.TryGetValue(Labels.Slot, out var slot) == true ? slot
        : _environment.BlueGreen ? null
        : TargetState.Only;

    /// <summary>Whether the public Service leads to pods of a release, and to no others.</summary>
    public async Task<bool> LeadsToAsync(string slot, string release, CancellationToken cancellationToken)
    {
        var pods = await _pods.AllAsync(cancellationToken);
        var reached = SlotView.ReachedBy(Names.Service, await _slices.AllAsync(cancellationToken));
        var own = pods.Where(pod =>
                SlotView.ReleaseOf(pod) == release && (SlotView.LabelOf(slot) is not { } label || pod.Metadata.Labels[Labels.Slot] == label)
            )
            .Select(pod => pod.Metadata.Name);
        return reached.Count > 0 && reached.IsSubsetOf(own);
    }

    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string slot, string release, CancellationToken cancellationToken) =>
        [
            .. from pod in await _pods.AllAsync(cancellationToken)
            where
                SlotView.ReleaseOf(pod) == release && (SlotView.LabelOf(slot) is not { } label || pod.Metadata.Labels[Labels.Slot] == label)
            orderby PodTrouble.IsReady(pod), pod.Metadata.CreationTimestamp descending
            select pod,
        ];

    public async ValueTask DisposeAsync()
    {
        await Deployments.DisposeAsync();
        await Services.DisposeAsync();
        await _pods.DisposeAsync();
        await _slices.DisposeAsync();
    }
}
