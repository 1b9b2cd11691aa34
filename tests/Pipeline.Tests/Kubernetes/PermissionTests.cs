using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Access;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>
/// The Role is what releases really ask of the cluster: recorded here, call by call, and held equal to the list it is made from.
/// </summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private ClusterStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync("  backups:\n    size: 5Gi\nkeep:\n  releases: 2");

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task With_exactly_the_derived_Role_releases_and_rollbacks_pass_and_make_use_of_all_of_it()
    {
        // Four releases of which two are kept, one that is refused, and ways back: warm, and cold over a newer schema.
        foreach (var name in (string[])["a1", "b2", "c3"])
        {
            (await _stage.DeployAsync(_stage.Light(name))).ShouldSucceed();
        }
        (await _stage.DeployAsync(_stage.Pushed("d4", new LightImage { Commit = "d4", Schema = 2 }))).ShouldSucceed();
        (await _stage.DeployAsync(_stage.Pushed("e5", new LightImage { Commit = "e5", CrashesOnStart = true }))).ExitCode.ShouldBe(1);
        (await _stage.RunAsync("rollback")).ShouldSucceed();

        Recorded().ShouldBe(Granted());
    }

    [Fact]
    public async Task Without_any_one_verb_the_preflight_fails_and_names_it()
    {
        using var connection = _stage.Connect(Cluster.DeployerToken);
        var api = _stage.Api(connection);
        foreach (var permission in DeployerPermissions.All)
        {
            foreach (var verb in permission.Verbs)
            {
                Grant(without: (permission, verb));
                var refusal = await Should.ThrowAsync<UserFacingException>(() =>
                    Permissions.RequireAsync(api, _stage.Environment, TestContext.Current.CancellationToken)
                );
                var name = permission.Group.Length == 0 ? permission.Resource : $"{permission.Resource}.{permission.Group}";
                refusal.Message.ShouldBe($"this user lacks permissions in namespace malaria-prediction-production: {verb} {name}");
            }
        }
        Grant(without: null);
        await Permissions.RequireAsync(api, _stage.Environment, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_deployment_that_lacks_a_verb_changes_nothing_and_names_it()
    {
        Grant(without: (DeployerPermissions.All.Single(one => one.Resource == "deployments/scale"), "patch"));

        var refused = await _stage.DeployAsync(_stage.Light("a1"));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("patch deployments/scale.apps");
        _stage.Cluster.Store.All(ResourceType.Deployments).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_names_what_its_deployment_would_lack()
    {
        Grant(without: (DeployerPermissions.All.Single(one => one.Resource == "services/proxy"), "get"));

        var refused = await _stage.DeployAsync(_stage.Light("a1"), "--dry-run");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("get services/proxy");
    }

    [Fact]
    public async Task The_printed_Role_is_the_one_that_was_derived()
    {
        var printed = (await _stage.RunAsync("permissions")).ShouldSucceed().Output;

        printed.ShouldContain("kind: Role");
        foreach (var permission in DeployerPermissions.All)
        {
            printed.ShouldContain($"- {permission.Resource}");
        }
        printed.ShouldNotContain("*");
    }

    private List<string> Recorded() =>
        [
            .. _stage
                .Cluster.Server.Deeds.Select(one => one.Deed)
                .Where(deed => deed.Resource != "selfsubjectaccessreviews")
                .Select(deed => $"{deed.Group} {deed.Resource} {deed.Verb}")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static List<string> Granted() =>
        [
            .. DeployerPermissions
                .All.SelectMany(permission => permission.Verbs.Select(verb => $"{permission.Group} {permission.Resource} {verb}"))
                .Order(StringComparer.Ordinal),
        ];

    private void Grant((Permission Permission, string Verb)? without) =>
        _stage.Cluster.Store.Change(
            ResourceType.Roles,
            _stage.Environment.Namespace,
            Names.Deployer,
            role =>
            {
                role!["rules"] = new JsonArray([
                    .. DeployerPermissions.All.Select(permission => new JsonObject
                    {
                        ["apiGroups"] = new JsonArray(permission.Group),
                        ["resources"] = new JsonArray(permission.Resource),
                        ["verbs"] = new JsonArray([
                            .. permission
                                .Verbs.Where(verb => without is not { } gone || gone.Permission != permission || gone.Verb != verb)
                                .Select(verb => JsonValue.Create(verb)),
                        ]),
                    }),
                ]);
                return role;
            }
        );
}
