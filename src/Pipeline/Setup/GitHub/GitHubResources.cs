using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// The repository on GitHub: what its Actions may do, which branches are protected, and what deploy.yml needs for each environment.
/// </summary>
internal sealed class GitHubResources(string root, GitHubClient client, GitHubRepository repository, Func<string, string?> variable)
{
    private const string Token = "KUBE_TOKEN";
    private const string Audience = "KUBE_AUDIENCE";
    private const int ApprovalsOfMain = 2;
    private const int ApprovalsOfDevelop = 1;

    /// <summary>Fails before anything is changed where the token does not belong to an administrator of the repository.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var found =
            await client.FindAsync($"repos/{repository}", cancellationToken)
            ?? throw new UserFacingException(
                $"GitHub shows no repository {repository} to the token in GITHUB_TOKEN",
                "Name it with --repository OWNER/NAME; the token must be allowed to see it."
            );
        if (found["permissions"]?["admin"]?.GetValue<bool>() != true)
        {
            throw new UserFacingException(
                $"the token in GITHUB_TOKEN does not administer {repository}: it lacks the right 'admin'",
                "Take the token of somebody who does, with the permissions administration, environments, secrets, variables and "
                    + "actions (write)."
            );
        }
    }

    public IReadOnlyList<IResource> OfRepository() =>
        [
            new GitHubSetting(
                client,
                "Actions of this repository",
                $"repos/{repository}/actions/permissions",
                new JsonObject
                {
                    ["enabled"] = true,
                    ["allowed_actions"] = "selected",
                    ["sha_pinning_required"] = true,
                }
            ),
            new GitHubSetting(
                client,
                "Actions that are allowed",
                $"repos/{repository}/actions/permissions/selected-actions",
                async cancel => new JsonObject
                {
                    ["github_owned_allowed"] = true,
                    ["verified_allowed"] = false,
                    ["patterns_allowed"] = new JsonArray([
                        .. (await new UsedActions(root, client).PatternsAsync(cancel)).Select(pattern => JsonValue.Create(pattern)),
                    ]),
                }
            ),
            new GitHubSetting(
                client,
                "Rights of workflows",
                $"repos/{repository}/actions/permissions/workflow",
                new JsonObject { ["default_workflow_permissions"] = "read", ["can_approve_pull_request_reviews"] = false }
            ),
            new BranchRuleset(client, $"{repository}", "main", ApprovalsOfMain),
            new BranchRuleset(client, $"{repository}", "develop", ApprovalsOfDevelop),
        ];

    /// <param name="environment">Which.</param>
    /// <param name="reviewers">Who approves deployments; empty to leave them as they are.</param>
    public IReadOnlyList<IResource> Of(KubernetesEnvironment environment, IReadOnlyList<string> reviewers)
    {
        var path = $"repos/{repository}/environments/{Uri.EscapeDataString(environment.Name)}";
        return
        [
            new DeploymentEnvironment(client, path, environment.Name, environment.BlueGreen, reviewers),
            // Main goes everywhere, so that what serves in production can be tried in staging.
            new BranchPolicies(client, path, environment.Name, environment.BlueGreen ? ["main"] : ["develop", "main"]),
            Variable(
                "KUBE_SERVER",
                SuppliedSecret.Needed(
                    NameOf("KUBE_SERVER", environment),
                    "deploy.yml would not find the cluster; it is the API server's address"
                )
            ),
            Variable(
                "KUBE_CA",
                SuppliedSecret.Needed(
                    NameOf("KUBE_CA", environment),
                    "deploy.yml would not trust the cluster; it is the API server's certificate authority, as PEM"
                )
            ),
            AudienceVariable(),
            new EnvironmentSecret(
                client,
                path,
                environment.Name,
                Supplied(Token),
                async cancel =>
                    await HasAudienceAsync(cancel)
                        ? ResourceStatus.LeftOut("the cluster trusts GitHub's tokens, by KUBE_AUDIENCE")
                        : SuppliedSecret.Needed(
                            NameOf(Token, environment),
                            $"deploy.yml would not be let in; it is a short-lived token of {Names.DeployerAccount}, or set "
                                + $"{Audience} where the cluster trusts GitHub's tokens"
                        )
            ),
            new EnvironmentSecret(
                client,
                path,
                environment.Name,
                Supplied("SLACK_WEBHOOK_URL"),
                _ => Task.FromResult(ResourceStatus.LeftOut("it is not set: releases are not announced"))
            ),
        ];

        // Where the cluster trusts GitHub's tokens, the user it makes of them must be in the environment's RoleBinding.
        EnvironmentVariable AudienceVariable() =>
            !Supplied(Audience).IsGiven
                ? Variable(Audience, ResourceStatus.LeftOut("the cluster does not trust GitHub's tokens: deploy.yml takes KUBE_TOKEN"))
            : environment.Settings.Deployer?.Contains($"{repository}", StringComparison.OrdinalIgnoreCase) == true
                ? Variable(Audience, ResourceStatus.AsWanted)
            : new EnvironmentVariable(
                client,
                path,
                environment.Name,
                new SuppliedSecret(Audience, Value: null),
                ResourceStatus.Held(
                    $"kubernetes.deployer in deploy/environments/{environment.Name}.yaml is {environment.Settings.Deployer ?? "not set"}:"
                        + $" the workflow of {repository} would have no rights on the cluster",
                    $"Set it to github:{repository}:{environment.Name} (docs/setup.md), then run ./pipeline render and this again."
                )
            );

        EnvironmentVariable Variable(string name, ResourceStatus without) => new(client, path, environment.Name, Supplied(name), without);

        // STAGING_KUBE_SERVER comes before KUBE_SERVER: environments are mostly on different clusters.
        SuppliedSecret Supplied(string name) =>
            SuppliedSecret.Read(NameOf(name, environment), variable) is { IsGiven: true } own
                ? own with
                {
                    Name = name,
                }
                : SuppliedSecret.Read(name, variable);

        async Task<bool> HasAudienceAsync(CancellationToken cancellationToken) =>
            Supplied(Audience).IsGiven || await client.FindAsync($"{path}/variables/{Audience}", cancellationToken) is not null;
    }

    private static string NameOf(string name, KubernetesEnvironment environment) =>
        $"{environment.Name.ToUpperInvariant().Replace('-', '_')}_{name}";
}

/// <summary>A setting of the repository that is always there: read with GET, set with PUT, at the same address.</summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="name">For people.</param>
/// <param name="path">Where it is.</param>
/// <param name="wanted">What it must say.</param>
internal sealed class GitHubSetting(GitHubClient client, string name, string path, Func<CancellationToken, Task<JsonObject>> wanted)
    : IResource
{
    public GitHubSetting(GitHubClient client, string name, string path, JsonObject wanted)
        : this(client, name, path, _ => Task.FromResult((JsonObject)wanted.DeepClone())) { }

    public string Name => name;

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        JsonObject must;
        try
        {
            must = await wanted(cancellationToken);
        }
        catch (HeldException held)
        {
            return ResourceStatus.Held(held.Message, held.Remedy);
        }
        // A list of selected actions is kept only while actions are selected: until then there is none.
        var differences = SubsetDifferences.Between(await client.FindAsync(path, cancellationToken) ?? [], must);
        return differences.Count == 0 ? ResourceStatus.AsWanted : ResourceStatus.Differs(differences);
    }

    public async Task MakeAsync(CancellationToken cancellationToken) =>
        await client.PutAsync(path, await wanted(cancellationToken), cancellationToken);
}
