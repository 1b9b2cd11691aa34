using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>What callers notice of releases on a cluster: nothing but another version.</summary>
[Collection(nameof(Alone))]
public sealed class TrafficTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Connections_that_are_kept_alive_move_to_the_new_release_and_back_without_a_failed_request()
    {
        (await _stage.DeployAsync(_stage.Image("a1"))).ShouldSucceed();
        var one = await _stage.AnswersAsync();
        await using var proxy = new KubeProxy(_stage.Cluster.Store, _stage.Environment.Namespace, Names.Service, Names.HttpPort);
        await using var load = new Load(proxy.Url + "/work", connections: 8);
        await load.MoreAsync(100);

        (await _stage.DeployAsync(_stage.Image("b2"))).ShouldSucceed();
        var two = await _stage.AnswersAsync();
        await OnlyAsync(load, two);
        (await _stage.RunAsync("rollback")).ShouldSucceed();
        await OnlyAsync(load, one);

        load.Failures.ShouldBeEmpty();
        load.Answers.Keys.ShouldBe([one, two], ignoreOrder: true);
    }

    [Fact]
    public async Task A_release_starts_as_many_pods_as_the_autoscaler_had_decided_on()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var blue =
            $"/apis/apps/v1/namespaces/{_stage.Environment.Namespace}/deployments/{Names.Deployment("blue")}"
            + "/scale?fieldManager=horizontal-pod-autoscaler";
        (
            await _stage.Cluster.SendAsync(
                "PATCH",
                blue,
                new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["replicas"] = 3 } },
                "application/merge-patch+json"
            )
        ).Code.ShouldBe(200);

        (await _stage.DeployAsync(_stage.Light("b2"))).ShouldSucceed();

        Replicas("green").ShouldBe(3);
        Replicas("blue").ShouldBe(3, "the slot that is left keeps what it had until its own autoscaler says otherwise");
        (await _stage.DeployAsync(_stage.Light("c3"))).ShouldSucceed();
        Replicas("blue").ShouldBe(3, "a release never takes pods away that somebody else has asked for");
    }

    [Fact]
    public async Task A_release_gets_through_a_cluster_that_is_busy_loses_connections_and_refuses_in_passing()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var faults = _stage.Cluster.Server.Faults;
        foreach (
            var kind in (FaultKind[])
                [FaultKind.Conflict, FaultKind.Throttled, FaultKind.Internal, FaultKind.DroppedBefore, FaultKind.DroppedAfter]
        )
        {
            faults.Plan(
                kind,
                times: 1,
                deed => deed.Verb is "patch" && deed.Resource is "services" or "deployments" or "deployments/scale"
            );
        }
        faults.Plan(
            FaultKind.DroppedAfter,
            times: 2,
            deed => deed.Verb is "create" && deed.Resource is "jobs" or "configmaps" or "secrets"
        );
        faults.Plan(FaultKind.DroppedBefore, times: 2, deed => deed.Verb is "watch");

        (await _stage.DeployAsync(_stage.Light("b2"))).ShouldSucceed();

        (await _stage.StatusAsync()).Slots.Single(slot => slot.Name == "green").Commit.ShouldBe("b2");
    }

    [Fact]
    public async Task What_a_webhook_refuses_is_refused_before_anything_is_changed()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        _stage.Cluster.Server.Admission.Webhooks.Add(
            ("images.example.org", (type, _) => type == ResourceType.Deployments ? "this image is not signed" : null)
        );

        var refused = await _stage.DeployAsync(_stage.Light("b2"));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("this image is not signed");
        _stage.Cluster.Store.All(ResourceType.Deployments).Count.ShouldBe(1);
    }

    private int? Replicas(string slot) =>
        _stage
            .Cluster.Store.Find(ResourceType.Deployments, _stage.Environment.Namespace, Names.Deployment(slot))!
            .Spec()
            .Number("replicas");

    /// <summary>From some moment on every answer is of one release: no connection has stayed behind.</summary>
    private static async Task OnlyAsync(Load load, string release)
    {
        var quiet = 0;
        await Patience.UntilAsync(
            async () =>
            {
                var before = load.Answers.Where(pair => pair.Key != release).Sum(pair => pair.Value);
                await load.MoreAsync(50);
                quiet = load.Answers.Where(pair => pair.Key != release).Sum(pair => pair.Value) == before ? quiet + 1 : 0;
                return quiet >= 3;
            },
            $"only {release} answers"
        );
    }
}
