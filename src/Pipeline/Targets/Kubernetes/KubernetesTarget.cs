using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Access;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes;

/// <summary>A namespace of a cluster: the slots are Deployments, and the public Service's selector says which of them takes the traffic.</summary>
internal sealed class KubernetesTarget(ClusterApi api, KubernetesEnvironment environment, long token, TimeProvider time) : ITarget
{
    /// <summary>Changes a pod's template and nothing else of it: the pods are replaced one by one, and end after their requests.</summary>
    private const string Drained = "malaria-prediction.com/drained-by";

    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private readonly ClusterSight _sight = new(api, environment, time);
    private readonly Fence _fence = new(api, token);
    private readonly ReleaseObjects _objects = new(api, environment);
    private readonly AnswerTally _tally = new();
    private readonly ReleaseJobs _jobs = new(api, environment, time);

    private TimeSpan MigratesWithin => TimeSpan.FromSeconds(environment.Settings.Lifecycle.MigrationSeconds) + Slack;

    public async Task FenceAsync(CancellationToken cancellationToken)
    {
        foreach (var deployment in await _sight.Deployments.AllAsync(cancellationToken))
        {
            _sight.Deployments.Put(await _fence.RaiseAsync(deployment, cancellationToken));
        }
        foreach (
            var service in (await _sight.Services.AllAsync(cancellationToken)).Where(service => service.Metadata.Name == Names.Service)
        )
        {
            _sight.Services.Put(await _fence.RaiseAsync(service, cancellationToken));
        }
    }

    public async Task<TargetState> ObserveAsync(CancellationToken cancellationToken)
    {
        var state = await _sight.StateAsync(cancellationToken);
        return state with { Slots = [.. state.Slots.Select(slot => slot with { Traffic = _tally.Of(slot.Name) })] };
    }

    public Task<string> CheckAsync(Release release, CancellationToken cancellationToken) =>
        new Preflight(api, environment, _objects).RunAsync(release, cancellationToken);

    public async Task<string> BackUpAsync(Release program, Release release, CancellationToken cancellationToken)
    {
        await _objects.EnsureAsync(release, cancellationToken);
        return await _jobs.BackUpAsync(program, release, MigratesWithin, cancellationToken);
    }

    public async Task<string> MigrateAsync(Release release, CancellationToken cancellationToken)
    {
        await _objects.EnsureAsync(release, cancellationToken);
        await _jobs.MigrateAsync(release, MigratesWithin, cancellationToken);
        return $"the database has schema {release.Schema.Max}";
    }

    public async Task<DatabaseSchema> SchemaAsync(Release release, CancellationToken cancellationToken)
    {
        await _objects.EnsureAsync(release, cancellationToken);
        return await _jobs.SchemaAsync(release, token, cancellationToken);
    }

    public Task<IReadOnlyList<MigrationScript>> MigrationsAsync(Release release, CancellationToken cancellationToken) =>
        _jobs.MigrationsAsync(release.Image!, cancellationToken);

    public async Task StartAsync(string slot, Release release, CancellationToken cancellationToken)
    {
        await _objects.EnsureAsync(release, cancellationToken);
        var label = SlotView.LabelOf(slot);
        if (label is null)
        {
            await SelectAsync(slot, cancellationToken); // The only slot is reached by the public Service alone.
        }
        var parts = ReleaseObjects.PartsOf(release);
        var applied = await _fence.ApplyAsync(
            ApiDeployment.Of(environment, label, parts, replicas: null),
            ApiDeployment.Of(environment, label, parts, replicas: 0),
            cancellationToken
        );
        _sight.Deployments.Put(applied);
        var wanted = await ReplicasAsync(cancellationToken);
        // Its own autoscaler leaves it alone while it has none; from here on it may make them more, never fewer than it is allowed.
        await _fence.ScaleAsync(applied.Metadata.Name, there => there.Spec.Replicas >= wanted ? null : wanted, cancellationToken);
        _sight.Deployments.Put(await api.GetAsync<V1Deployment>(applied.Metadata.Name, cancellationToken));
    }

    public async Task StopAsync(string slot, CancellationToken cancellationToken)
    {
        var name = Names.Deployment(SlotView.LabelOf(slot));
        if (await api.FindAsync<V1Deployment>(name, cancellationToken) is null)
        {
            return;
        }
        await _fence.ScaleAsync(name, _ => 0, cancellationToken);
        _sight.Deployments.Put(await api.GetAsync<V1Deployment>(name, cancellationToken));
    }

    public async Task SwitchAsync(string slot, Release release, CancellationToken cancellationToken)
    {
        var state = await ObserveAsync(cancellationToken);
        if (state.Find(slot) is not { Condition: SlotCondition.Ready } ready || ready.Release != release.Id)
        {
            throw new Failure(
                $"slot {slot} is not ready with release {release.Id}: {state.Find(slot)?.Reason ?? "it is empty"}",
                "Look at ./pipeline status."
            );
        }
        await SelectAsync(slot, cancellationToken);
        var settled = await Wait.ForAsync(
            async () => await _sight.LeadsToAsync(slot, release.Id, cancellationToken) ? slot : null,
            SettlesWithin,
            TimeSpan.FromMilliseconds(50),
            time,
            cancellationToken
        );
        if (settled is null)
        {
            throw new Failure(
                $"the EndpointSlices of {Names.Service} do not lead to slot {slot} within {SettlesWithin.TotalSeconds:0} s",
                "Look whether the cluster's controllers run: kubectl get endpointslices"
            );
        }
        foreach (var other in state.Slots.Where(other => other.Name != slot))
        {
            await DrainAsync(other.Name, cancellationToken);
        }
    }

    public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken) =>
        AskByAsync(SlotView.ServiceOf(slot), path, cancellationToken);

    public async Task<SlotAnswer> AskServiceAsync(string path, CancellationToken cancellationToken)
    {
        var active = await _sight.SelectedAsync(cancellationToken);
        var answer = await AskByAsync(Names.Service, path, cancellationToken);
        if (active is not null)
        {
            _tally.Add(active, answer);
        }
        return answer;
    }

    public async Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancellationToken)
    {
        if ((await _sight.PodsAsync(slot, release, cancellationToken)) is not [var worst, ..])
        {
            return [];
        }
        var restarted =
            worst.Status?.ContainerStatuses?.Any(container => container.RestartCount > 0 && container.State?.Running is null) == true;
        var log =
            worst.Status?.ContainerStatuses?.Any(container => container.State?.Running is not null || container.RestartCount > 0) == true
                ? await api.LogAsync(worst.Metadata.Name, restarted, count, cancellationToken)
                : "";
        return log.Length == 0 ? [] : log.TrimEnd('\n').Split('\n');
    }

    public ValueTask DisposeAsync() => _sight.DisposeAsync();

    private async Task<SlotAnswer> AskByAsync(string service, string path, CancellationToken cancellationToken)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(AnswerWithin);
        try
        {
            var began = Stopwatch.GetTimestamp();
            var (code, body) = await api.ProxyAsync(service, Names.HttpPort, path, within.Token);
            // The API server's own word that it reaches nobody, not the slot's answer.
            return code == HttpStatusCode.ServiceUnavailable && body.Contains("\"kind\":\"Status\"", StringComparison.Ordinal)
                ? new SlotAnswer(0, "")
                : new SlotAnswer((int)code, body, Stopwatch.GetElapsedTime(began));
        }
        catch (HttpRequestException)
        {
            return new SlotAnswer(0, ""); // No answer is an answer: the caller judges it and asks again within its time.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SlotAnswer(0, "");
        }
    }

    private async Task SelectAsync(string slot, CancellationToken cancellationToken)
    {
        var wanted = ServiceManifests.Public(environment, SlotView.LabelOf(slot));
        if (await api.FindAsync<V1Service>(Names.Service, cancellationToken) is null)
        {
            await api.EnsureAsync(wanted, cancellationToken);
        }
        var selector = new JsonObject();
        foreach (var (key, value) in wanted.Spec.Selector)
        {
            selector[key] = value;
        }
        _sight.Services.Put(
            await _fence.ChangeAsync<V1Service>(
                Names.Service,
                there =>
                    wanted.Spec.Selector.All(pair => there.Spec.Selector.TryGetValue(pair.Key, out var value) && value == pair.Value)
                        ? null
                        : new JsonObject { ["spec"] = new JsonObject { ["selector"] = selector.DeepClone() } },
                cancellationToken
            )
        );
    }

    /// <summary>
    /// Connections that are kept alive stay with the old pods whatever the Service selects. So these are replaced one by one by pods of the
    /// same release: each serves on until nobody sends it anything, closes its connections, and leaves the slot as warm as it was.
    /// </summary>
    private async Task DrainAsync(string slot, CancellationToken cancellationToken) =>
        _sight.Deployments.Put(
            await _fence.ChangeAsync<V1Deployment>(
                Names.Deployment(SlotView.LabelOf(slot)),
                _ => new JsonObject
                {
                    ["spec"] = new JsonObject
                    {
                        ["template"] = new JsonObject
                        {
                            ["metadata"] = new JsonObject
                            {
                                ["annotations"] = new JsonObject
                                {
                                    [Drained] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                                },
                            },
                        },
                    },
                },
                cancellationToken
            )
        );

    /// <summary>As many pods as serve at this moment, whoever decided that; at least the environment's minimum.</summary>
    private async Task<int> ReplicasAsync(CancellationToken cancellationToken)
    {
        var active = await _sight.SelectedAsync(cancellationToken) is { } slot
            ? await api.FindAsync<V1Deployment>(Names.Deployment(SlotView.LabelOf(slot)), cancellationToken)
            : null;
        return Math.Max(environment.Settings.Replicas.Minimum, active?.Spec.Replicas ?? 0);
    }
}
