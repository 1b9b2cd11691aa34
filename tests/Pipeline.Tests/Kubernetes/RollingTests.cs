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
}
