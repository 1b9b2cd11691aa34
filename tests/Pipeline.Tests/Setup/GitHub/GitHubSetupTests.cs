using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Setup.GitHub;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

public sealed class GitHubSetupTests : IAsyncLifetime
{
    private const string KubeToken = "a-short-lived-token-never-to-be-shown";
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];
    private GitHubServer _github = null!;

    public async ValueTask InitializeAsync()
    {
        _github = await GitHubServer.StartAsync();
        _variables["GITHUB_API_URL"] = _github.Url;
        _variables["GITHUB_TOKEN"] = GitHubServer.AdminToken;
        _variables["SLACK_WEBHOOK_URL"] = "";
        _variables["KUBE_SERVER"] = "https://cluster.test:6443";
        _variables["KUBE_CA"] = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
        _variables["KUBE_TOKEN"] = KubeToken;
    }

    public async ValueTask DisposeAsync()
    {
        await _github.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_sends_nothing_that_changes_anything()
    {
        var plan = (await RunAsync("--dry-run", "--reviewer", "octocat")).ShouldSucceed();

        plan.Output.ShouldContain("allowed_actions: \"all\" → \"selected\"");
        plan.Output.ShouldContain("+ Ruleset Malaria Predictor: main will be created");
        plan.Output.ShouldContain("main by reviewed pull requests only (2 approvals), with 'CI Pipeline' passed");
        plan.Output.ShouldContain("+ Environment production will be created");
        _github.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Applied_the_repository_is_as_the_guide_asks_and_a_second_run_has_nothing_to_do()
    {
        (await RunAsync("--reviewer", "octocat", "--reviewer", "clinic/platform")).ShouldSucceed();
        var written = _github.Writes.Count;
        (await RunAsync("--reviewer", "octocat", "--reviewer", "clinic/platform")).ShouldSucceed().Output.ShouldContain("Nothing to do");
        (await RunAsync()).ShouldSucceed().Output.ShouldContain("Nothing to do");
        _github.Writes.Count.ShouldBe(written);

        _github.State.Permissions.ToJsonString().ShouldBe("""{"enabled":true,"allowed_actions":"selected","sha_pinning_required":true}""");
        _github.State.WorkflowRights["default_workflow_permissions"]!.GetValue<string>().ShouldBe("read");
        var main = _github.State.Rulesets.Values.Single(ruleset => ruleset["name"]!.GetValue<string>().EndsWith("main"));
        main["bypass_actors"]!.AsArray().ShouldBeEmpty();
        Rule(main, "pull_request")["required_approving_review_count"]!.GetValue<int>().ShouldBe(2);
        Rule(main, "required_status_checks")["strict_required_status_checks_policy"]!.GetValue<bool>().ShouldBeTrue();
        var production = _github.State.Environments["production"];
        production.Settings["reviewers"]!.AsArray().Count.ShouldBe(2);
        production.Settings["prevent_self_review"]!.GetValue<bool>().ShouldBeTrue();
        production.Branches.Values.ShouldBe(["main"]);
        _github.State.Environments["staging"].Branches.Values.ShouldBe(["develop", "main"], ignoreOrder: true);
    }

    [Fact]
    public async Task Secrets_are_sealed_so_that_only_GitHub_opens_them_and_are_never_printed()
    {
        _variables["PRODUCTION_KUBE_TOKEN"] = "the token of production's cluster";
        await File.WriteAllTextAsync(_folder.File("hook"), "https://hooks.slack.test/x\n", TestContext.Current.CancellationToken);
        _variables["SLACK_WEBHOOK_URL_FILE"] = _folder.File("hook");

        var done = (await RunAsync("--reviewer", "octocat")).ShouldSucceed();

        _github.State.Environments["production"].Secrets["KUBE_TOKEN"].ShouldBe("the token of production's cluster");
        _github.State.Environments["staging"].Secrets["KUBE_TOKEN"].ShouldBe(KubeToken);
        _github.State.Environments["staging"].Secrets["SLACK_WEBHOOK_URL"].ShouldBe("https://hooks.slack.test/x");
        foreach (var secret in (string[])[KubeToken, "the token of production's cluster", "hooks.slack.test", GitHubServer.AdminToken])
        {
            done.All.ShouldNotContain(secret);
            _github.Writes.ShouldAllBe(write => !write.Body.Contains(secret) && !write.Call.Contains(secret));
        }
    }

    [Fact]
    public async Task A_secret_that_is_there_is_not_overwritten_and_a_variable_that_differs_is()
    {
        (await RunAsync("--reviewer", "octocat")).ShouldSucceed();
        _variables["KUBE_TOKEN"] = "another";
        _variables["KUBE_SERVER"] = "https://moved.test:6443";

        (await RunAsync()).ShouldSucceed().Output.ShouldContain("~ Variable KUBE_SERVER of environment production will be changed");

        _github.State.Environments["production"].Secrets["KUBE_TOKEN"].ShouldBe(KubeToken);
        _github.State.Environments["production"].Variables["KUBE_SERVER"].ShouldBe("https://moved.test:6443");
    }

    [Fact]
    public async Task What_somebody_has_changed_is_shown_and_fixed()
    {
        (await RunAsync("--reviewer", "octocat")).ShouldSucceed();
        _github.State.Permissions["allowed_actions"] = "all";
        var main = _github.State.Rulesets.Single(ruleset => ruleset.Value["name"]!.GetValue<string>().EndsWith("main"));
        Rule(main.Value, "pull_request")["required_approving_review_count"] = 0;
        _github.State.Environments["production"].Branches[5] = "*";
        _github.State.Environments["staging"].Settings["deployment_branch_policy"] = null;

        var corrected = (await RunAsync()).ShouldSucceed();

        corrected.Output.ShouldContain("allowed_actions: \"all\" → \"selected\"");
        corrected.Output.ShouldContain("rules[pull_request].parameters.required_approving_review_count: 0 → 2");
        corrected.Output.ShouldContain("*, main → main");
        _github.State.Rulesets.Count.ShouldBe(2);
        (await RunAsync()).ShouldSucceed().Output.ShouldContain("Nothing to do");
    }

    [Fact]
    public async Task Production_without_anybody_who_approves_is_held_and_the_rest_is_made()
    {
        var held = await RunAsync();

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("nobody is named who approves deployments to it");
        held.Output.ShouldContain("--reviewer USER");
        held.Errors.ShouldContain("held: Environment production, Branches of environment production");
        _github.State.Environments.Keys.ShouldBe(["staging"]);
        _github.State.Rulesets.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_deploy_needs_and_only_a_person_knows_is_named()
    {
        foreach (var name in (string[])["KUBE_SERVER", "KUBE_CA", "KUBE_TOKEN"])
        {
            _variables[name] = "";
        }

        var held = await RunAsync("--environment", "production", "--reviewer", "octocat");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("PRODUCTION_KUBE_SERVER is not set");
        held.Output.ShouldContain("PRODUCTION_KUBE_CA is not set");
        held.Output.ShouldContain("PRODUCTION_KUBE_TOKEN is not set");
        _github.State.Environments.Keys.ShouldBe(["production"]);
    }

    [Fact]
    public async Task Where_the_cluster_trusts_GitHub_no_token_of_the_cluster_is_needed()
    {
        _variables["KUBE_TOKEN"] = "";
        _variables["KUBE_AUDIENCE"] = "https://cluster.test";

        (await RunAsync("--reviewer", "octocat")).ShouldSucceed();

        _github.State.Environments["production"].Secrets.ShouldBeEmpty();
        _github.State.Environments["production"].Variables["KUBE_AUDIENCE"].ShouldBe("https://cluster.test");
    }

    [Fact]
    public async Task What_stops_in_the_middle_is_resumed_by_the_next_run()
    {
        _github.Fails = "PUT environments/staging";

        var stopped = await RunAsync("--reviewer", "octocat");
        stopped.ExitCode.ShouldBe(1, stopped.All);
        stopped.Errors.ShouldContain("Environment staging");
        stopped.Errors.ShouldContain("502");
        stopped.Errors.ShouldContain("Done before that: Actions of this repository, Actions that are allowed");

        var resumed = (await RunAsync("--reviewer", "octocat")).ShouldSucceed();
        resumed.Output.ShouldNotContain("Ruleset Malaria Predictor: main made");
        _github.State.Rulesets.Count.ShouldBe(2);
        (await RunAsync()).ShouldSucceed().Output.ShouldContain("Nothing to do");
    }

    [Theory]
    [InlineData("ghp_wrong", "401 Bad credentials", "https://github.com/settings/tokens")]
    [InlineData(GitHubServer.WriterToken, "it lacks the right 'admin'", "administration, environments, secrets, variables")]
    [InlineData(
        GitHubServer.FineGrainedToken,
        "403 Resource not accessible by personal access token",
        "needs the permission administration=write"
    )]
    [InlineData("", "GITHUB_TOKEN is not set", "gh auth token")]
    public async Task A_token_that_will_not_do_is_told_with_what_is_missing_and_is_not_shown(string token, string what, string remedy)
    {
        _variables["GITHUB_TOKEN"] = token;

        var refused = await RunAsync("--reviewer", "octocat");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(what);
        refused.Errors.ShouldContain(remedy);
        if (token.Length > 0)
        {
            refused.All.ShouldNotContain(token);
        }
        _github.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_named()
    {
        _variables["GITHUB_API_URL"] = $"http://127.0.0.1:{Tools.FreePort.Pick(1)[0]}";

        var refused = await RunAsync("--dry-run");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(_variables["GITHUB_API_URL"]);
        refused.Errors.ShouldContain("did not answer");
    }

    [Fact]
    public async Task A_reviewer_or_repository_that_GitHub_does_not_know_is_named()
    {
        (await RunAsync("--reviewer", "nobody")).Errors.ShouldContain("GitHub knows no user nobody");
        (await RunAsync("--reviewer", "clinic/nobody")).Errors.ShouldContain("GitHub knows no team clinic/nobody");
        (await CallAsync("--repository", "clinic/another")).Errors.ShouldContain("GitHub shows no repository clinic/another");
        (await CallAsync("--repository", "nonsense")).ExitCode.ShouldBe(2);
        _github.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://github.com/clinic/malaria-predictor.git", "clinic/malaria-predictor")]
    [InlineData("https://token@github.com/clinic/malaria-predictor", "clinic/malaria-predictor")]
    [InlineData("git@github.com:clinic/malaria.predictor.git", "clinic/malaria.predictor")]
    [InlineData("ssh://git@github.com/clinic/malaria-predictor.git", "clinic/malaria-predictor")]
    [InlineData("/srv/git/malaria-predictor.git", null)]
    [InlineData("https://github.com/only-one", null)]
    public void The_repository_is_read_from_the_remote(string url, string? repository) =>
        GitHubRepository.OfUrl(url)?.ToString().ShouldBe(repository);

    [Fact]
    public async Task Only_actions_that_the_workflows_use_are_allowed_and_those_that_composite_ones_consist_of()
    {
        (await RunAsync("--reviewer", "octocat")).ShouldSucceed();

        _github.State.SelectedActions["patterns_allowed"]!
            .AsArray()
            .Select(pattern => pattern!.GetValue<string>())
            .ShouldBe([
                "aquasecurity/setup-trivy@*",
                "aquasecurity/trivy-action@*",
                "deep/inside@*",
                "docker/build-push-action@*",
                "docker/login-action@*",
                "docker/setup-buildx-action@*",
                "docker/setup-qemu-action@*",
                "sigstore/cosign-installer@*",
            ]);
    }

    [Fact]
    public async Task An_action_that_GitHub_does_not_show_holds_the_list_and_the_rest_is_made()
    {
        _github.Files.Remove("aquasecurity/setup-trivy/action.yaml");

        var held = await RunAsync("--reviewer", "octocat");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("GitHub does not show aquasecurity/setup-trivy@0123456789abcdef0123456789abcdef01234567");
        held.Errors.ShouldContain("held: Actions that are allowed");
        _github.State.Rulesets.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_environment_that_binds_another_identity_than_the_workflow_has_is_held()
    {
        using var client = new GitHubClient(new Uri(_github.Url), GitHubServer.AdminToken);
        var repository = new GitHubRepository("clinic", "malaria-predictor");
        var resources = new GitHubResources(
            Checkout.Root,
            client,
            repository,
            name => name == "KUBE_AUDIENCE" ? "https://cluster.test" : null
        ).Of(EnvironmentFile.OnClusters(Checkout.Root, "production").Single(), []);

        var status = await resources
            .Single(resource => resource.Name.StartsWith("Variable KUBE_AUDIENCE", StringComparison.Ordinal))
            .ObserveAsync(TestContext.Current.CancellationToken);

        status.Drift.ShouldBe(Drift.Held);
        status.Details.ShouldContain(line => line.Contains("github:clinic/malaria-predictor:production"));
    }

    [Fact]
    public void What_is_set_for_an_environment_is_what_the_workflows_read_and_the_check_is_a_job_of_ci()
    {
        var workflows = string.Concat(Directory.EnumerateFiles(Checkout.At(".github", "workflows")).Select(File.ReadAllText));
        foreach (
            var reference in (string[])
                ["vars.KUBE_SERVER", "vars.KUBE_CA", "vars.KUBE_AUDIENCE", "secrets.KUBE_TOKEN", "secrets.SLACK_WEBHOOK_URL"]
        )
        {
            workflows.ShouldContain($"${{{{ {reference} }}}}");
        }
        workflows
            .Split("${{ secrets.")
            .Skip(1)
            .Concat(workflows.Split("${{ vars.").Skip(1))
            .Select(rest => rest.Split(' ')[0])
            .Distinct()
            .Count()
            .ShouldBe(5);
        File.ReadAllText(Checkout.At(".github", "workflows", "ci.yml")).ShouldContain($"name: {BranchRuleset.Check}");
    }

    private static JsonObject Rule(JsonObject ruleset, string type) =>
        ruleset["rules"]!.AsArray().Single(rule => rule!["type"]!.GetValue<string>() == type)!["parameters"]!.AsObject();

    private Task<Cli.Result> RunAsync(params string[] more) => CallAsync(["--repository", GitHubServer.Repository, .. more]);

    private Task<Cli.Result> CallAsync(params string[] arguments) =>
        Cli.EndAsync(Cli.StartWith(_variables, Checkout.Root, ["setup", "github", .. arguments]));
}
