using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Sodium;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>A repository as GitHub keeps it, with everything that it adds to what it was told.</summary>
internal sealed class RepositoryState
{
    public const string KeyId = "568250167242549743";
    private readonly KeyPair _key = PublicKeyBox.GenerateKeyPair();
    private long _next = 1000;

    public JsonObject Permissions { get; } =
        new()
        {
            ["enabled"] = true,
            ["allowed_actions"] = "all",
            ["sha_pinning_required"] = false,
        };

    public JsonObject SelectedActions { get; } =
        new()
        {
            ["github_owned_allowed"] = false,
            ["verified_allowed"] = false,
            ["patterns_allowed"] = new JsonArray(),
        };

    public JsonObject WorkflowRights { get; } =
        new() { ["default_workflow_permissions"] = "write", ["can_approve_pull_request_reviews"] = true };

    public ConcurrentDictionary<long, JsonObject> Rulesets { get; } = new();

    public ConcurrentDictionary<string, EnvironmentState> Environments { get; } = new(StringComparer.Ordinal);

    /// <summary>Users and teams (as organization/team) with their numbers.</summary>
    public Dictionary<string, long> People { get; } =
        new()
        {
            ["octocat"] = 1,
            ["hubot"] = 2,
            ["clinic/platform"] = 7,
        };

    public string PublicKey => Convert.ToBase64String(_key.PublicKey);

    public long NewId() => Interlocked.Increment(ref _next);

    /// <summary>What was sealed; a box that was not made for this key is refused.</summary>
    public string Unseal(string box)
    {
        try
        {
            return Encoding.UTF8.GetString(SealedPublicKeyBox.Open(Convert.FromBase64String(box), _key.PrivateKey, _key.PublicKey));
        }
        catch (Exception broken)
        {
            throw new GitHubError(422, "Bad request - encrypted_value is not a sealed box for this key", broken.Message);
        }
    }

    /// <summary>What GitHub says besides, of its own.</summary>
    public static JsonObject Decorated(JsonObject ruleset, long id)
    {
        var shown = (JsonObject)ruleset.DeepClone();
        shown["id"] = id;
        shown["source_type"] = "Repository";
        shown["node_id"] = "RRS_lACqUmVwb3NpdG9yec4";
        foreach (var rule in shown["rules"]!.AsArray())
        {
            if (rule!["type"]!.GetValue<string>() == "pull_request")
            {
                rule["parameters"]!["allowed_merge_methods"] = new JsonArray("merge", "squash", "rebase");
            }
            if (rule["type"]!.GetValue<string>() == "required_status_checks")
            {
                rule["parameters"]!["do_not_enforce_on_create"] = false;
            }
        }
        // The order in which rules were sent is not kept.
        shown["rules"] = new JsonArray([.. shown["rules"]!.AsArray().Reverse().Select(rule => rule!.DeepClone())]);
        return shown;
    }
}

internal sealed class EnvironmentState
{
    public JsonObject Settings { get; set; } = [];

    public ConcurrentDictionary<long, string> Branches { get; } = new();

    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public JsonObject Shown(string name, RepositoryState repository)
    {
        var rules = new JsonArray();
        if (Settings["wait_timer"]?.GetValue<int>() > 0)
        {
            rules.Add(
                new JsonObject
                {
                    ["id"] = 3736,
                    ["type"] = "wait_timer",
                    ["wait_timer"] = Settings["wait_timer"]!.DeepClone(),
                }
            );
        }
        if (Settings["reviewers"] is JsonArray { Count: > 0 } reviewers)
        {
            rules.Add(
                new JsonObject
                {
                    ["id"] = 3755,
                    ["type"] = "required_reviewers",
                    ["prevent_self_review"] = Settings["prevent_self_review"]?.DeepClone() ?? false,
                    ["reviewers"] = new JsonArray([
                        .. reviewers.Select(reviewer => new JsonObject
                        {
                            ["type"] = reviewer!["type"]!.DeepClone(),
                            ["reviewer"] = new JsonObject
                            {
                                ["id"] = reviewer["id"]!.DeepClone(),
                                ["login"] = repository.People.First(one => one.Value == reviewer["id"]!.GetValue<long>()).Key,
                            },
                        }),
                    ]),
                }
            );
        }
        if (Settings["deployment_branch_policy"] is JsonObject)
        {
            rules.Add(new JsonObject { ["id"] = 3757, ["type"] = "branch_policy" });
        }
        return new JsonObject
        {
            ["id"] = 161_088_068,
            ["name"] = name,
            ["created_at"] = "2026-01-02T03:04:05Z",
            ["updated_at"] = "2026-01-02T03:04:05Z",
            ["protection_rules"] = rules,
            ["deployment_branch_policy"] = Settings["deployment_branch_policy"]?.DeepClone(),
        };
    }
}
