using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>Environments that have one Deployment, which is replaced pod by pod.</summary>
public sealed class RollingTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync(strategy: "rolling");

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_release_takes_the_place_of_the_one_before_and_is_rolled_back_in_place_when_it_is_refused_or_by_command()
    {
        (await _stage.DeployAsync(_stage.Light("a1"))).ShouldSucceed();
        var one = await _stage.AnswersAsync();
        (await _stage.DeployAsync(_stage.Light("b2"), "--dry-run")).ShouldSucceed().Output.ShouldContain("makes room for it");
        (await _stage.DeployAsync(_stage.Light("b2"))).ShouldSucceed().Output.ShouldNotContain("warm");
        var two = await _stage.AnswersAsync();
        two.ShouldNotBe(one);

        var refused = await _stage.DeployAsync(_stage.Pushed("d4", new LightImage { Commit = "d4", CrashesOnStart = true }));
        refused.ExitCode.ShouldBe(1);
        (await _stage.AnswersAsync()).ShouldBe(two);
        (await _stage.RunAsync("rollback")).ShouldSucceed();

        (await _stage.AnswersAsync()).ShouldBe(one);
        _stage.Cluster.Store.All(ResourceType.Deployments).Single().Name().ShouldBe("malaria-predictor-api");
    }

    [Fact]
    public async Task A_refused_release_gives_the_place_back_to_what_was_applied_by_hand()
    {
        var image = _stage.Light("a1");
        await ApplyByHandAsync(image);
        (await _stage.AnswersAsync()).ShouldBe("by-hand");

        var refused = await _stage.DeployAsync(_stage.Pushed("d4", new LightImage { Commit = "d4", CrashesOnStart = true }));

        refused.ExitCode.ShouldBe(1);
        refused.All.ShouldContain("Release by-hand keeps serving");
        refused.All.ShouldContain("undone: release by-hand serves, as before");
        refused.All.ShouldNotContain("There was no release before");
        (await _stage.AnswersAsync()).ShouldBe("by-hand");
        Deployed().ShouldBe(image);
        (await _stage.DeployAsync(_stage.Light("b2"))).ShouldSucceed();
        (await _stage.RunAsync("rollback")).ShouldSucceed();
        (await _stage.AnswersAsync()).ShouldBe("by-hand");
    }

    [Fact]
    public async Task A_first_release_that_is_refused_leaves_nothing_that_serves()
    {
        var refused = await _stage.DeployAsync(_stage.Pushed("d4", new LightImage { Commit = "d4", CrashesOnStart = true }));

        refused.ExitCode.ShouldBe(1);
        refused.All.ShouldContain("There was no release before; nothing serves.");
        refused.All.ShouldContain("undone: nothing serves, as before");
        _stage.Cluster.Store.All(ResourceType.Deployments).Single().Spec().Number("replicas").ShouldBe(0);
        (await _stage.StatusAsync()).Slots.ShouldBeEmpty();
    }

    private string? Deployed() =>
        _stage
            .Cluster.Store.All(ResourceType.Deployments)
            .Single()
            .Spec()
            .Child("template")
            .Spec()
            .Items("containers")
            .First()
            .Text("image");

    private async Task ApplyByHandAsync(string image)
    {
        var parts = ReleaseParts.ByHand(_stage.Environment) with { Image = image };
        foreach (
            var item in (object[])
                [
                    ConfigManifest.Of(_stage.Environment, parts),
                    ApiDeployment.Of(_stage.Environment, slot: null, parts, replicas: 1),
                    ServiceManifests.Public(_stage.Environment, slot: null),
                ]
        )
        {
            (await _stage.Cluster.ApplyAsync(item)).Code.ShouldBe(200);
        }
        await Patience.UntilAsync(async () => (await _stage.AskAsync("/work")).Code == 200, "what was applied by hand serves");
    }
}
