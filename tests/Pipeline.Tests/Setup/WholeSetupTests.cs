using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Tests.Setup.GitHub;
using MalariaPredictor.Pipeline.Tests.Setup.Helm;

namespace MalariaPredictor.Pipeline.Tests.Setup;

/// <summary><c>setup all</c>, from nothing.</summary>
public sealed class WholeSetupTests : IAsyncLifetime
{
    private static readonly string[] Asked = ["--repository", GitHubServer.Repository, "--reviewer", "octocat"];
    private SetupStage _stage = null!;
    private GitHubServer _github = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await SetupStage.CreateAsync();
        HelmStandIn.Install(_stage);
        _github = await GitHubServer.StartAsync();
        _stage.Variables["GITHUB_API_URL"] = _github.Url;
        _stage.Variables["GITHUB_TOKEN"] = GitHubServer.AdminToken;
        _stage.Variables["KUBE_SERVER"] = "https://cluster.test:6443";
        _stage.Variables["KUBE_CA"] = "a certificate";
        _stage.Variables["KUBE_AUDIENCE"] = "https://cluster.test";
        _stage.Variables["SLACK_WEBHOOK_URL"] = "https://hooks.slack.test/x";
    }

    public async ValueTask DisposeAsync()
    {
        await _github.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task From_nothing_all_is_made_in_the_order_in_which_one_needs_another_and_a_second_run_has_nothing_to_do()
    {
        var before = _stage.Everything();
        (await _stage.DocumentAsync("all", ["--dry-run", .. Asked])).Outcome.ShouldBe(SetupDocument.Planned);
        _stage.Everything().ShouldBe(before);
        _github.Writes.ShouldBeEmpty();

        var made = await _stage.DocumentAsync("all", Asked);
        made.Outcome.ShouldBe(SetupDocument.Applied, string.Join('\n', made.Resources));
        made.Resources.Select(resource => resource.Area).Distinct().ShouldBe(SetupAreas.Order);
        made.Resources.ShouldAllBe(resource =>
            resource.Result == SetupEntry.Made || resource.Result == SetupEntry.Changed || resource.Drift == Drift.LeftOut
        );

        var after = _stage.Everything();
        (await _stage.RunAsync("all", Asked)).ShouldSucceed().Output.ShouldContain("Nothing to do");
        _stage.Everything().ShouldBe(after);
    }

    [Fact]
    public async Task What_can_be_known_to_fail_is_said_before_anything_is_changed()
    {
        _stage.Variables["GITHUB_TOKEN"] = "";
        var before = _stage.Everything();

        var refused = await _stage.RunAsync("all", Asked);

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("GITHUB_TOKEN is not set");
        _stage.Everything().ShouldBe(before);
    }

    [Fact]
    public async Task What_one_waits_for_does_not_stop_what_does_not_need_it()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = "";

        var held = await _stage.DocumentAsync("all", Asked);

        held.Outcome.ShouldBe(SetupDocument.Held);
        held.Resources.Where(resource => resource.Drift == Drift.Held)
            .Select(resource => resource.Name)
            .ShouldBe(["Secret alertmanager-slack", "Helm release monitoring in monitoring"]);
        held.Resources.Single(resource => resource.Name.StartsWith("Helm release redis")).Result.ShouldBe(SetupEntry.Made);
        _github.State.Rulesets.Count.ShouldBe(2);
    }
}
