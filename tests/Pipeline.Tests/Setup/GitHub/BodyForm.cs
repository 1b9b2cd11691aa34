using System.Text.Json;
using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>
/// What a body may hold, as GitHub's OpenAPI document says: a field that it does not know, or that lacks, or is of another kind, is refused
/// with 422.
/// </summary>
/// <param name="Fields">Name and kind; a question mark behind the name makes it optional.</param>
internal sealed record BodyForm(IReadOnlyDictionary<string, Func<JsonNode?, bool>> Fields)
{
    public static BodyForm ActionsPermissions { get; } =
        Of(("enabled", Flag), ("allowed_actions?", OneOf("all", "local_only", "selected")), ("sha_pinning_required?", Flag));

    public static BodyForm SelectedActions { get; } =
        Of(("github_owned_allowed?", Flag), ("verified_allowed?", Flag), ("patterns_allowed?", ListOf(Text)));

    public static BodyForm WorkflowRights { get; } =
        Of(("default_workflow_permissions?", OneOf("read", "write")), ("can_approve_pull_request_reviews?", Flag));

    public static BodyForm Environment { get; } =
        Of(
            ("wait_timer?", node => Number(node) && node!.GetValue<int>() is >= 0 and <= 43_200),
            ("prevent_self_review?", Flag),
            ("reviewers?", ListOf(Of(("type", OneOf("User", "Team")), ("id", Number)).Fits)),
            (
                "deployment_branch_policy?",
                node => node is null || Of(("protected_branches", Flag), ("custom_branch_policies", Flag)).Fits(node)
            )
        );

    public static BodyForm BranchPolicy { get; } = Of(("name", Text), ("type?", OneOf("branch", "tag")));

    public static BodyForm Secret { get; } = Of(("encrypted_value", Text), ("key_id", Text));

    public static BodyForm Variable { get; } = Of(("name", Text), ("value", Text));

    public static BodyForm Ruleset { get; } =
        Of(
            ("name", Text),
            ("target?", OneOf("branch", "tag", "push")),
            ("enforcement", OneOf("disabled", "active", "evaluate")),
            ("bypass_actors?", ListOf(Of(("actor_id?", Number), ("actor_type", Text), ("bypass_mode?", Text)).Fits)),
            ("conditions?", Of(("ref_name", Of(("include", ListOf(Text)), ("exclude", ListOf(Text))).Fits)).Fits),
            ("rules?", ListOf(Rule))
        );

    /// <exception cref="GitHubError">422, with the field.</exception>
    public void Require(JsonObject body)
    {
        foreach (var key in body.Select(pair => pair.Key).Where(key => !Fields.ContainsKey(key) && !Fields.ContainsKey(key + "?")))
        {
            throw GitHubError.Malformed($"\"{key}\" is not a permitted key.");
        }
        foreach (var (name, fits) in Fields)
        {
            var key = name.TrimEnd('?');
            if (!body.ContainsKey(key) && !name.EndsWith('?'))
            {
                throw GitHubError.Malformed($"\"{key}\" wasn't supplied.");
            }
            if (body.ContainsKey(key) && !fits(body[key]))
            {
                throw GitHubError.Malformed($"For 'properties/{key}', {body[key]?.ToJsonString() ?? "nil"} is not of the right kind.");
            }
        }
    }

    private bool Fits(JsonNode? node)
    {
        if (node is not JsonObject body)
        {
            return false;
        }
        Require(body);
        return true;
    }

    private static BodyForm Of(params (string Name, Func<JsonNode?, bool> Fits)[] fields) =>
        new(fields.ToDictionary(field => field.Name, field => field.Fits));

    private static bool Rule(JsonNode? node) =>
        node?["type"]?.GetValue<string>() switch
        {
            "deletion" or "non_fast_forward" => Of(("type", Text)).Fits(node),
            "pull_request" => Of(
                    ("type", Text),
                    (
                        "parameters",
                        Of(
                            ("allowed_merge_methods?", ListOf(Text)),
                            ("dismiss_stale_reviews_on_push", Flag),
                            ("require_code_owner_review", Flag),
                            ("require_last_push_approval", Flag),
                            ("required_approving_review_count", count => Number(count) && count!.GetValue<int>() is >= 0 and <= 10),
                            ("required_review_thread_resolution", Flag)
                        ).Fits
                    )
                )
                .Fits(node),
            "required_status_checks" => Of(
                    ("type", Text),
                    (
                        "parameters",
                        Of(
                            ("do_not_enforce_on_create?", Flag),
                            ("required_status_checks", ListOf(Of(("context", Text), ("integration_id?", Number)).Fits)),
                            ("strict_required_status_checks_policy", Flag)
                        ).Fits
                    )
                )
                .Fits(node),
            _ => false,
        };

    private static bool Flag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    private static bool Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static bool Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static Func<JsonNode?, bool> OneOf(params string[] words) => node => Text(node) && words.Contains(node!.GetValue<string>());

    private static Func<JsonNode?, bool> ListOf(Func<JsonNode?, bool> item) => node => node is JsonArray list && list.All(item);
}
