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

/// <summary>
/// A namespace of a cluster: the slots are Deployments, and the public Service's selector says which of them takes the traffic.
/// </summary>
internal sealed class KubernetesTarget(ClusterApi api, KubernetesEnvironment environment, long token, TimeProvider time) : ITarget
{
    /// <summary>Changes a pod's template and nothing else of it: the pods are replaced one by one, and end after their requests.</summary>
    private const string Drained = "malaria-prediction.com/drained-by";

    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private readonly ClusterObserver _sight = new(api, environment, time);
    private readonly Fence _fence = new(api, token);
    private readonly ReleaseObjects _objects = new(api, environment);
    private readonly PodTraffic _traffic = new(api, time);
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
        if (await api.FindAsync<V1CronJob>(Names.NightlyBackup, cancellationToken) is { } nightly)
        {
            await _fence.RaiseAsync(nightly, cancellationToken);
        }
        await ReleaseJob.ClearAsync(api, cancellationToken);
        await _objects.ClearPassingAsync(cancellationToken);
    }

    public async Task<TargetState> ObserveAsync(CancellationToken cancellationToken)
    {
        var state = await _sight.StateAsync(cancellationToken);
        if (state.ActiveSlot is not { } active)
        {
            return state;
        }
        var traffic = await _traffic.OfAsync(
            active.Name,
            await _sight.PodsAsync(active.Name, active.Release, cancellationToken),
            cancellationToken
        );
        return state with { Slots = [.. state.Slots.Select(slot => slot.Name == active.Name ? slot with { Traffic = traffic } : slot)] };
    }

    public Task<string> CheckAsync(Release release, CancellationToken cancellationToken) =>
        new Preflight(api, environment, _objects, time).RunAsync(release, cancellationToken);

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
        if (label is null)
        {
            await BackUpNightlyAsync(release, cancellationToken);
        }
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
            throw new UserFacingException(
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
            throw new UserFacingException(
                $"the EndpointSlices of {Names.Service} do not lead to slot {slot} within {SettlesWithin.TotalSeconds:0} s",
                "Look whether the cluster's controllers run: kubectl get endpointslices"
            );
        }
        foreach (var other in state.Slots.Where(other => other.Name != slot))
        {
            await DrainAsync(other.Name, cancellationToken);
        }
        await BackUpNightlyAsync(release, cancellationToken);
    }

    public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken) =>
        AskByAsync(SlotView.ServiceOf(slot), path, cancellationToken);

    public async Task<SlotAnswer> AskServiceAsync(string path, CancellationToken cancellationToken)
    {
        var active = await _sight.SelectedAsync(cancellationToken);
        var answer = await AskByAsync(Names.Service, path, cancellationToken);
        if (active is not null)
        {
            _traffic.Add(active, answer);
        }
        return answer;
    }

    public async Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancellationToken)
    {
        if ((await _sight.PodsAsync(slot, release, cancellationToken)) is not [var worst, ..])
        {
            return [];
        }
        var lines = new List<string>();
        try
        {
            // What it wrote before it crashed says more than what it writes now.
            var restarted = worst.Status?.ContainerStatuses?.Any(container => container.RestartCount > 0) == true;
            var log = restarted ? await LogAsync(previous: true) : "";
            log = log.Trim().Length == 0 ? await LogAsync(previous: false) : log;
            lines.AddRange(log.TrimEnd('\n').Split('\n').Where(line => line.Length > 0));
            lines.AddRange(
                from one in (await api.ListAsync<Corev1Event>("", cancellationToken, $"involvedObject.name={worst.Metadata.Name}")).Items
                where one.InvolvedObject?.Name == worst.Metadata.Name && one.Type == "Warning"
                select $"(event) {one.Reason}: {one.Message}"
            );
        }
        catch (ClusterRefusal)
        {
            // There is no log (yet), or it may not be read: the reason is told without it.
        }
        if (PodTrouble.Ended(worst) is { } ended)
        {
            lines.Add($"({ended})");
        }
        return lines;

        async Task<string> LogAsync(bool previous)
        {
            try
            {
                return await api.LogAsync(worst.Metadata.Name, previous, count, cancellationToken);
            }
            catch (ClusterRefusal missing) when (missing.Code == HttpStatusCode.BadRequest)
            {
                return ""; // The container has not started, or has had no other before.
            }
        }
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
            // What the API server itself says is not the slot's answer.
            return
                code is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                && body.Contains("\"kind\":\"Status\"", StringComparison.Ordinal)
                ? new SlotAnswer(0, Silence(Connection.Refusal(code, body, $"ask {service}").Message))
                : new SlotAnswer((int)code, body, Stopwatch.GetElapsedTime(began));
        }
        catch (HttpRequestException lost)
        {
            return new SlotAnswer(0, Silence(lost.Message)); // No answer is an answer: the caller judges it and asks again within its time.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SlotAnswer(0, Silence($"no answer within {AnswerWithin.TotalSeconds:0} s"));
        }
    }

    /// <summary>A pod that is ready for its node and not to be reached by the API server is most often behind a network policy.</summary>
    private string Silence(string reason) =>
        environment.Settings.Network.ControlPlane.Count > 0
            ? reason
            : $"{reason}. If the pods are ready, a network policy may keep the API server out: set network.controlPlane to its addresses";

    /// <summary>
    /// The release that serves makes the nightly backups: its program knows the schema, and its Secrets name the database.
    /// </summary>
    private async Task BackUpNightlyAsync(Release release, CancellationToken cancellationToken)
    {
        var parts = ReleaseObjects.PartsOf(release);
        var inert = BackupManifests.Nightly(environment, parts, suspended: true);
        foreach (var (nightly, suspended) in BackupManifests.Nightly(environment, parts).Zip(inert))
        {
            await _fence.ApplyAsync(nightly, suspended, cancellationToken);
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
