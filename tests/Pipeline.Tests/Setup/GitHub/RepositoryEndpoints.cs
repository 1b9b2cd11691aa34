using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>What can be asked of a repository, below <c>/repos/OWNER/NAME/</c>.</summary>
internal sealed partial class RepositoryEndpoints(RepositoryState state)
{
    public (int Code, JsonNode? Body) Answer(string method, string[] path, JsonObject? body) =>
        (method, path) switch
        {
            ("GET", ["actions", "permissions"]) => (200, state.Permissions.DeepClone()),
            ("PUT", ["actions", "permissions"]) => Set(state.Permissions, BodyForm.ActionsPermissions, body!),
            (_, ["actions", "permissions", "selected-actions"])
                when state.Permissions["allowed_actions"]!.GetValue<string>() != "selected" => throw new GitHubError(
                409,
                "Conflict: the repository does not restrict actions to selected ones"
            ),
            ("GET", ["actions", "permissions", "selected-actions"]) => (200, state.SelectedActions.DeepClone()),
            ("PUT", ["actions", "permissions", "selected-actions"]) => Set(state.SelectedActions, BodyForm.SelectedActions, body!),
            ("GET", ["actions", "permissions", "workflow"]) => (200, state.WorkflowRights.DeepClone()),
            ("PUT", ["actions", "permissions", "workflow"]) => Set(state.WorkflowRights, BodyForm.WorkflowRights, body!),
            ("GET", ["rulesets"]) => (
                200,
                new JsonArray([
                    .. state.Rulesets.Select(one => new JsonObject
                    {
                        ["id"] = one.Key,
                        ["name"] = one.Value["name"]!.DeepClone(),
                        ["target"] = "branch",
                        ["source_type"] = "Repository",
                    }),
                ])
            ),
            ("POST", ["rulesets"]) => (201, PutRuleset(state.NewId(), body!)),
            ("GET", ["rulesets", var id]) => (200, RepositoryState.Decorated(Ruleset(id).Value, Ruleset(id).Key)),
            ("PUT", ["rulesets", var id]) => (200, PutRuleset(Ruleset(id).Key, body!)),
            ("PUT", ["environments", var name]) => (200, PutEnvironment(name, body!)),
            (_, ["environments", var name, ..]) => OfEnvironment(
                method,
                path[2..],
                state.Environments.GetValueOrDefault(name) ?? throw GitHubError.NotFound(),
                name,
                body
            ),
            _ => throw GitHubError.NotFound(),
        };

    private (int Code, JsonNode? Body) OfEnvironment(
        string method,
        string[] path,
        EnvironmentState environment,
        string environmentName,
        JsonObject? body
    )
    {
        switch (method, path)
        {
            case ("GET", []):
                return (200, environment.Shown(environmentName, state));
            case ("GET", ["deployment-branch-policies"]):
                return (
                    200,
                    new JsonObject
                    {
                        ["total_count"] = environment.Branches.Count,
                        ["branch_policies"] = new JsonArray([
                            .. environment.Branches.Select(branch => new JsonObject
                            {
                                ["id"] = branch.Key,
                                ["name"] = branch.Value,
                                ["type"] = "branch",
                            }),
                        ]),
                    }
                );
            case ("POST", ["deployment-branch-policies"]):
                BodyForm.BranchPolicy.Require(body!);
                if (environment.Settings["deployment_branch_policy"]?["custom_branch_policies"]?.GetValue<bool>() != true)
                {
                    throw GitHubError.NotFound();
                }
                environment.Branches[state.NewId()] = body!["name"]!.GetValue<string>();
                return (200, body.DeepClone());
            case ("DELETE", ["deployment-branch-policies", var id]):
                return environment.Branches.TryRemove(long.Parse(id), out _) ? (204, null) : throw GitHubError.NotFound();
            case ("GET", ["secrets", "public-key"]):
                return (200, new JsonObject { ["key_id"] = RepositoryState.KeyId, ["key"] = state.PublicKey });
            case ("GET", ["secrets", var name]):
                return environment.Secrets.ContainsKey(name)
                    ? (200, new JsonObject { ["name"] = name, ["created_at"] = "2026-01-02T03:04:05Z" })
                    : throw GitHubError.NotFound();
            case ("PUT", ["secrets", var name]):
                return PutSecret(environment, name, body!);
            case ("GET", ["variables", var name]):
                return environment.Variables.TryGetValue(name, out var value)
                    ? (200, new JsonObject { ["name"] = name, ["value"] = value })
                    : throw GitHubError.NotFound();
            case ("POST", ["variables"]):
                BodyForm.Variable.Require(body!);
                return environment.Variables.TryAdd(NameOf(body!["name"]!.GetValue<string>()), body["value"]!.GetValue<string>())
                    ? (201, new JsonObject())
                    : throw new GitHubError(409, "Already exists - Variable already exists");
            case ("PATCH", ["variables", var name]):
                BodyForm.Variable.Require(body!);
                environment.Variables[name] = body!["value"]!.GetValue<string>();
                return (204, null);
            default:
                throw GitHubError.NotFound();
        }
    }

    private static (int Code, JsonNode? Body) Set(JsonObject setting, BodyForm form, JsonObject body)
    {
        form.Require(body);
        foreach (var (key, value) in body)
        {
            setting[key] = value?.DeepClone();
        }
        return (204, null);
    }

    private KeyValuePair<long, JsonObject> Ruleset(string id) =>
        state.Rulesets.TryGetValue(long.Parse(id), out var found) ? new(long.Parse(id), found) : throw GitHubError.NotFound();

    private JsonObject PutRuleset(long id, JsonObject body)
    {
        BodyForm.Ruleset.Require(body);
        if (state.Rulesets.Any(one => one.Key != id && JsonNode.DeepEquals(one.Value["name"], body["name"])))
        {
            throw GitHubError.Invalid("Name must be unique");
        }
        return RepositoryState.Decorated(state.Rulesets[id] = body, id);
    }

    private JsonObject PutEnvironment(string name, JsonObject body)
    {
        BodyForm.Environment.Require(body);
        var reviewers = body["reviewers"] as JsonArray ?? [];
        if (reviewers.Count > 6 || reviewers.Any(reviewer => !state.People.ContainsValue(reviewer!["id"]!.GetValue<long>())))
        {
            throw GitHubError.Invalid("reviewers: invalid");
        }
        if (
            body["deployment_branch_policy"] is JsonObject policy
            && JsonNode.DeepEquals(policy["protected_branches"], policy["custom_branch_policies"])
        )
        {
            throw GitHubError.Invalid("protected_branches and custom_branch_policies cannot have the same value");
        }
        var environment = state.Environments.GetOrAdd(name, _ => new EnvironmentState());
        environment.Settings = body;
        return environment.Shown(name, state);
    }

    private (int, JsonNode?) PutSecret(EnvironmentState environment, string name, JsonObject body)
    {
        BodyForm.Secret.Require(body);
        if (body["key_id"]!.GetValue<string>() != RepositoryState.KeyId)
        {
            throw new GitHubError(422, "Bad request - key_id does not match the current public key");
        }
        var added = !environment.Secrets.ContainsKey(NameOf(name));
        environment.Secrets[name] = state.Unseal(body["encrypted_value"]!.GetValue<string>());
        return (added ? 201 : 204, null);
    }

    /// <summary>Letters, digits and underscores; GITHUB_ is GitHub's own.</summary>
    private static string NameOf(string name) => AllowedName().IsMatch(name) ? name : throw GitHubError.Invalid($"name {name} is invalid");

    [GeneratedRegex("^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AllowedName();
}
