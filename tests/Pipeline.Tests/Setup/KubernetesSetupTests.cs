using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Setup;

public sealed class KubernetesSetupTests : IAsyncLifetime
{
    private SetupStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await SetupStage.CreateAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_changes_nothing()
    {
        var before = _stage.Everything();

        var plan = (await _stage.RunAsync("kubernetes", "--dry-run")).ShouldSucceed();

        plan.Output.ShouldContain($"+ Namespace {SetupStage.Production} will be created");
        plan.Output.ShouldContain("+ Role malaria-predictor-deployer will be created");
        plan.Output.ShouldContain("Nothing was changed.");
        _stage.Everything().ShouldBe(before);
    }

    [Fact]
    public async Task Applied_everything_stands_as_the_committed_manifests_say_and_a_second_run_has_nothing_to_do()
    {
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();
        var made = _stage.Everything();
        var again = (await _stage.RunAsync("kubernetes")).ShouldSucceed();

        again.Output.ShouldContain("Nothing to do");
        _stage.Everything().ShouldBe(made);
        foreach (var item in Drift())
        {
            (await _stage.Cluster.ApplyAsync(item, manager: "somebody-who-would-change-nothing")).Code.ShouldBe(200);
        }
        _stage.Find(ResourceType.Namespaces, "", SetupStage.Production)!.Labels()["pod-security.kubernetes.io/enforce"]!
            .GetValue<string>()
            .ShouldBe("restricted");
    }

    [Fact]
    public async Task With_the_rights_that_it_has_made_a_deployer_may_do_what_a_release_does_and_no_more()
    {
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();

        var rules = _stage.Find(ResourceType.Roles, SetupStage.Production, Names.Deployer)!["rules"]!.AsArray();

        rules
            .Select(rule => $"{rule!["apiGroups"]![0]} {rule["resources"]![0]} {string.Join(',', rule["verbs"]!.AsArray())}")
            .ShouldBe(
                DeployerPermissions.All.Select(permission =>
                    $"{permission.Group} {permission.Resource} {string.Join(',', permission.Verbs)}"
                )
            );
    }

    [Fact]
    public async Task What_has_been_removed_is_shown_and_made_again()
    {
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();
        await SendAsync("DELETE", $"/apis/networking.k8s.io/v1/namespaces/{SetupStage.Production}/networkpolicies/cache");
        await MergeAsync(
            $"/api/v1/namespaces/{SetupStage.Production}/serviceaccounts/{Names.ServiceAccount}",
            new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["environment"] = null } } }
        );

        var plan = await _stage.RunAsync("kubernetes", "--dry-run");
        plan.Output.ShouldContain("+ NetworkPolicy cache will be created");
        plan.Output.ShouldContain("~ ServiceAccount malaria-predictor will be changed");
        plan.Output.ShouldContain("metadata.labels.environment: (not set) → \"production\"");

        (await _stage.RunAsync("kubernetes")).ShouldSucceed().Output.ShouldContain("Done: 1 created, 1 changed");
        (await _stage.RunAsync("kubernetes")).ShouldSucceed().Output.ShouldContain("Nothing to do");
    }

    [Fact]
    public async Task What_somebody_else_has_changed_is_shown_with_his_name_and_left_to_him_unless_it_is_forced()
    {
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();
        await MergeAsync(
            $"/apis/rbac.authorization.k8s.io/v1/namespaces/{SetupStage.Production}/roles/{Names.Deployer}",
            new JsonObject { ["rules"] = new JsonArray() },
            manager: "kubectl-edit"
        );
        var changed = _stage.Everything();

        var held = await _stage.RunAsync("kubernetes");
        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("conflict with \"kubectl-edit\"");
        held.Output.ShouldContain(".rules");
        held.Output.ShouldContain("--force-conflicts");
        held.Errors.ShouldContain("held: Role malaria-predictor-deployer");
        _stage.Everything().ShouldBe(changed);

        (await _stage.RunAsync("kubernetes", "--force-conflicts"))
            .ShouldSucceed()
            .Output.ShouldContain("taken over: conflict with \"kubectl-edit\"");
        _stage.Find(ResourceType.Roles, SetupStage.Production, Names.Deployer)!["rules"]!
            .AsArray()
            .Count.ShouldBe(DeployerPermissions.All.Count);
    }

    [Fact]
    public async Task What_stops_in_the_middle_says_what_was_done_and_is_resumed_by_the_next_run()
    {
        _stage.Cluster.Server.Admission.Webhooks.Add(("policy.test", (type, _) => type.Kind == "Ingress" ? "no host of that name" : null));

        var stopped = await _stage.RunAsync("kubernetes", "--json");
        stopped.ExitCode.ShouldBe(1, stopped.All);
        stopped.Errors.ShouldContain("Ingress malaria-predictor: the cluster refused to apply");
        stopped.Errors.ShouldContain("no host of that name");
        stopped.Errors.ShouldContain($"Done before that: Namespace monitoring, Namespace {SetupStage.Production}, ServiceAccount");
        stopped.Errors.ShouldContain("run the same command again");
        var document = JsonNode.Parse(stopped.Output)!;
        document["outcome"]!.GetValue<string>().ShouldBe("failed");
        document["things"]!.AsArray()[^1]!["result"]!.GetValue<string>().ShouldBe("failed");

        _stage.Cluster.Server.Admission.Webhooks.Clear();
        var resumed = await _stage.DocumentAsync("kubernetes");
        resumed.Outcome.ShouldBe(SetupDocument.Applied);
        resumed
            .Resources.Where(resource => resource.Result is not null)
            .Select(resource => resource.Name)
            .ShouldBe(["Ingress malaria-predictor"]);
    }

    [Fact]
    public async Task Rights_that_are_missing_are_named_before_anything_is_changed()
    {
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();
        _stage.Cluster.Server.Tokens["weak"] = Caller.ServiceAccount(SetupStage.Production, Names.DeployerAccount);
        _stage.As("weak");
        var before = _stage.Everything();

        var refused = await _stage.RunAsync("kubernetes");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("get/create/patch roles.rbac.authorization.k8s.io in malaria-prediction-production");
        refused.Errors.ShouldContain("get/create/patch namespaces");
        refused.Errors.ShouldNotContain(" services in"); // These a deployer may read, make and change.
        _stage.Everything().ShouldBe(before);
    }

    [Fact]
    public async Task A_token_that_the_cluster_does_not_know_is_said_so()
    {
        _stage.As("nobody's");

        var refused = await _stage.RunAsync("kubernetes", "--dry-run");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("Unauthorized");
        refused.Errors.ShouldContain("kubeconfig");
        refused.Errors.ShouldNotContain("nobody's");
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_reached_is_named()
    {
        var url = $"http://localhost:{Tools.FreePort.Pick(1)[0]}";
        _stage.At(url);

        var refused = await _stage.RunAsync("kubernetes", "--dry-run");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain(url);
        refused.Errors.ShouldContain("did not answer");
    }

    [Fact]
    public async Task Throttling_and_lost_answers_do_not_stop_it()
    {
        _stage.Cluster.Server.Faults.Plan(FaultKind.Throttled, 1, deed => deed is { Verb: "patch", Resource: "roles" });
        _stage.Cluster.Server.Faults.Plan(FaultKind.DroppedAfter, 1, deed => deed is { Verb: "create", Resource: "namespaces" });
        _stage.Cluster.Server.Faults.Plan(FaultKind.Internal, 2, deed => deed is { Verb: "get", Resource: "services" });

        var output = (await _stage.RunAsync("kubernetes")).ShouldSucceed().Output;
        var planned = output.Split('\n').Count(line => line.TrimStart().StartsWith("+ ", StringComparison.Ordinal));
        planned.ShouldBeGreaterThan(15);
        output.ShouldContain($"Done: {planned} created");
    }

    [Fact]
    public async Task A_namespace_of_others_is_left_as_it_is()
    {
        await _stage.Cluster.ApplyAsync(
            new k8s.Models.V1Namespace
            {
                ApiVersion = "v1",
                Kind = "Namespace",
                Metadata = new()
                {
                    Name = SetupStage.Monitoring,
                    Labels = new Dictionary<string, string> { ["owner"] = "others" },
                },
            }
        );
        var version = _stage.Find(ResourceType.Namespaces, "", SetupStage.Monitoring)!.Version();

        (await _stage.RunAsync("kubernetes")).ShouldSucceed();

        _stage.Find(ResourceType.Namespaces, "", SetupStage.Monitoring)!.Version().ShouldBe(version);
    }

    [Theory]
    [InlineData("""{"a": 1, "metadata": {"uid": "x"}}""", """{"a": 1.0, "metadata": {"uid": "y"}}""")]
    [InlineData("""{"a": {"b": [1, 2]}}""", """{"a": {"b": [1, 3]}}""", "a.b[1]: 2 → 3")]
    [InlineData("""{"a": {"b": [1, 2]}}""", """{"a": {"b": [1]}}""", "a.b: [1,2] → [1]")]
    [InlineData("""{}""", """{"a": "b"}""", "a: (not set) → \"b\"")]
    public void Differences_are_told_field_by_field(string before, string after, params string[] told) =>
        FieldDifferences.Between(JsonNode.Parse(before), JsonNode.Parse(after)).ShouldBe(told);

    private IEnumerable<object> Drift() => ManifestTree.Standing(_stage.Environment).SelectMany(file => file.Content);

    private async Task SendAsync(string method, string path) => (await _stage.Cluster.SendAsync(method, path)).Code.ShouldBe(200);

    private async Task MergeAsync(string path, JsonObject patch, string manager = "kubectl-patch") =>
        (await _stage.Cluster.SendAsync("PATCH", $"{path}?fieldManager={manager}", patch, "application/merge-patch+json")).Code.ShouldBe(
            200
        );
}
