using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using Deed = MalariaPredictor.Pipeline.Tests.Kubernetes.Access.Deed;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>
/// A right that is lost for good between the switch and the commit, while the release is to be undone: one release serves wholly in the
/// end, the message says which, and what is left is put in order once the right is back.
/// </summary>
public sealed class LostRightTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;
    private volatile bool _lost;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Without_the_right_to_take_the_traffic_back_the_new_release_is_kept_and_recorded()
    {
        var (_, two, failure) = await RefuseWithoutAsync(deed => deed is { Resource: "services", Verb: "patch" });

        failure.Message.ShouldContain("gate refusing failed");
        failure.Message.ShouldContain($"Release {two} serves and is kept.");
        failure.Remedy.ShouldContain("./pipeline rollback");
        (await ServesWhollyAsync()).ShouldBe(two);
        _stage.History().Unfinished.ShouldBeNull();
        _stage.History().Committed.First().To.ShouldBe(two);
        (await new Deployer(_stage).ResumeAsync()).ShouldBe($"Nothing is unfinished; release {two} serves.");
    }

    [Fact]
    public async Task Without_the_right_to_write_the_journal_the_old_release_has_the_traffic_again()
    {
        var (one, _, failure) = await RefuseWithoutAsync(deed => deed is { Resource: "configmaps", Verb: not "get" });

        failure.Message.ShouldContain("the release journal cannot be written");
        failure.Remedy.ShouldContain("./pipeline resume");
        (await ServesWhollyAsync()).ShouldBe(one);
        (await new Deployer(_stage).ResumeAsync()).ShouldContain($"release {one} serves, as before.");
        (await ServesWhollyAsync()).ShouldBe(one);
        _stage.History().Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task Without_any_right_the_new_release_serves_until_resume_undoes_it_and_the_message_says_both()
    {
        var (one, two, failure) = await RefuseWithoutAsync(_ => true);

        failure.Message.ShouldContain("It could not be undone");
        failure.Message.ShouldContain($"elease {two} ");
        failure.Message.ShouldContain("no record says so yet");
        failure.Remedy.ShouldContain($"./pipeline resume undoes it: release {one} serves again.");
        (await ServesWhollyAsync()).ShouldBe(two);
        (await new Deployer(_stage).ResumeAsync()).ShouldContain($"release {one} serves, as before.");
        (await ServesWhollyAsync()).ShouldBe(one);
        _stage.History().Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task Without_the_right_to_switch_the_old_release_serves_on()
    {
        (await new Deployer(_stage).DeployAsync(_stage.Light("a1"))).ShouldBeNull();
        var one = await ServesWhollyAsync();
        var switching = false;
        _stage.Cluster.Server.Faults.Plan(
            FaultKind.Forbidden,
            times: int.MaxValue,
            deed => switching && deed is { Resource: "services", Verb: "patch" }
        );
        var deployer = new Deployer(_stage);
        deployer = new Deployer(_stage) { Policy = deployer.Policy with { Before = [new PassingSpec(() => switching = true)] } };

        var failure = (
            await deployer.DeployAsync(_stage.Light("b2"), () => switching = false)
        ).ShouldBeAssignableTo<UserFacingException>()!;

        failure.IsForbidden.ShouldBeTrue();
        deployer.Screen.ShouldContain($"undone: release {one} serves, as before");
        (await ServesWhollyAsync()).ShouldBe(one);
        _stage.History().Unfinished.ShouldBeNull();
    }

    /// <summary>Deploys one release, and a second one that is refused under traffic without a right from that moment on.</summary>
    private async Task<(string One, string Two, UserFacingException Failure)> RefuseWithoutAsync(Func<Deed, bool> right)
    {
        (await new Deployer(_stage).DeployAsync(_stage.Light("a1"))).ShouldBeNull();
        var one = await ServesWhollyAsync();
        _stage.Cluster.Server.Faults.Plan(FaultKind.Forbidden, times: int.MaxValue, deed => _lost && right(deed));
        var two = "";
        var deployer = new Deployer(_stage);
        deployer = new Deployer(_stage)
        {
            Policy = deployer.Policy with
            {
                After = [new RefusingSpec(() => (two, _lost) = (_stage.AnswersAsync().GetAwaiter().GetResult(), true))],
            },
        };

        var failure = await deployer.DeployAsync(_stage.Light("b2"), after: () => _lost = false);

        two.ShouldNotBe(one);
        return (one, two, failure.ShouldBeAssignableTo<UserFacingException>()!);
    }

    /// <summary>The release that answers, each time it is asked.</summary>
    private async Task<string> ServesWhollyAsync()
    {
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var request = 0; request < 10; request++)
        {
            answers.Add(await _stage.AnswersAsync());
        }
        return answers.ShouldHaveSingleItem();
    }
}
