using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>A deployer that was taken over, and goes on all the same.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;
    private Connection _connection = null!;
    private ClusterApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await ClusterStage.CreateAsync();
        _connection = _stage.Connect(Cluster.DeployerToken);
        _api = _stage.Api(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_a_zombie_does_changes_anything_once_another_has_taken_over()
    {
        var (old, renewed) = (Release("00001-old"), Release("00002-new"));
        await using var zombie = new KubernetesTarget(_api, _stage.Environment, token: 1, TimeProvider.System);
        await zombie.StartAsync("blue", old, Cancel);
        await ReadyAsync(zombie, "blue");
        await zombie.SwitchAsync("blue", old, Cancel);
        await zombie.StartAsync("green", renewed, Cancel);
        await ReadyAsync(zombie, "green");

        await using var next = new KubernetesTarget(_api, _stage.Environment, token: 2, TimeProvider.System);
        await next.FenceAsync(Cancel);
        var picture = Picture();

        await Should.ThrowAsync<LockLostException>(() => zombie.SwitchAsync("green", renewed, Cancel));
        await Should.ThrowAsync<LockLostException>(() => zombie.StopAsync("green", Cancel));
        await Should.ThrowAsync<LockLostException>(() => zombie.StartAsync("green", old, Cancel));
        await Should.ThrowAsync<LockLostException>(() => zombie.FenceAsync(Cancel));
        Picture().ShouldBe(picture);
    }

    [Fact]
    public async Task A_write_that_was_prepared_before_the_takeover_is_refused_by_its_version()
    {
        await using var target = new KubernetesTarget(_api, _stage.Environment, token: 1, TimeProvider.System);
        await target.StartAsync("blue", Release("00001-old"), Cancel);
        await ReadyAsync(target, "blue");
        await target.SwitchAsync("blue", Release("00001-old"), Cancel);
        var read = await _api.GetAsync<V1Service>(Names.Service, Cancel);
        await new Fence(_api, token: 2).RaiseAsync(read, Cancel);

        var late = new Fence(_api, token: 1).ChangeAsync(
            Names.Service,
            _ => new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["slot"] = "green" } } },
            Cancel,
            known: read
        );

        await Should.ThrowAsync<LockLostException>(() => late);
        (await _api.GetAsync<V1Service>(Names.Service, Cancel)).Spec.Selector["slot"].ShouldBe("blue");
    }

    [Fact]
    public async Task What_a_zombie_makes_anew_after_the_takeover_does_nothing()
    {
        await using var next = await LeaseLock.TakeAsync(_api, "next", "deploy", new ThisProcess(), TimeProvider.System, seen: 6, Cancel);
        await using var zombie = new KubernetesTarget(_api, _stage.Environment, token: 6, TimeProvider.System);

        await Should.ThrowAsync<LockLostException>(() => zombie.StartAsync("blue", Release("00001-old"), Cancel));

        _stage.Cluster.Store.All(ResourceType.Deployments).ShouldAllBe(deployment => deployment.Spec().Number("replicas") == 0);
        _stage.Cluster.Store.All(ResourceType.Pods).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_release_no_longer_says_is_gone_from_its_slot_and_the_number_of_pods_stays_whoever_set_it()
    {
        await using var target = new KubernetesTarget(_api, _stage.Environment, token: 1, TimeProvider.System);
        await target.StartAsync("blue", Release("00001-old"), Cancel);
        var blue = await _api.GetAsync<V1Deployment>(Names.Deployment("blue"), Cancel);

        blue.Metadata.ManagedFields.Where(entry => entry.Manager == ClusterApi.Manager)
            .Select(entry => $"{entry.Operation} {entry.Subresource}")
            .ShouldBe(["Apply ", "Update scale"], ignoreOrder: true);
        await target.StopAsync("blue", Cancel);
        await target.StartAsync("blue", Release("00002-new"), Cancel);
        (await _api.GetAsync<V1Deployment>(Names.Deployment("blue"), Cancel)).Spec.Replicas.ShouldBe(1);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Release Release(string id) =>
        new Candidate(
            new string('a', 64),
            "commit",
            new SchemaRange(1, 1),
            new Dictionary<string, string>(),
            "the database",
            _stage.Pushed("paper", new PaperImage())
        ).As(id, DateTimeOffset.UnixEpoch);

    private static Task ReadyAsync(KubernetesTarget target, string slot) =>
        Harness.Patience.UntilAsync(
            async () => (await target.ObserveAsync(Cancel)).Find(slot) is { Condition: Contracts.SlotCondition.Ready },
            $"slot {slot} is ready"
        );

    private string Picture() =>
        string.Join(
            '\n',
            from type in (ResourceType[])[ResourceType.Deployments, ResourceType.Services]
            from item in _stage.Cluster.Store.All(type)
            select $"{type.Kind} {item.Name()} {item.Spec().ToJsonString()}"
        );
}
