using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// A ruleset that protects one branch, for administrators too: changes come as reviewed pull requests whose check has passed on the newest
/// state; nobody rewrites or deletes it.
/// </summary>
internal sealed class BranchRuleset(GitHubClient client, string repository, string branch, int approvals) : IResource
{
    /// <summary>The name of the one job of ci.yml.</summary>
    public const string Check = "CI Pipeline";

    private readonly string _path = $"repos/{repository}/rulesets";

    public string Name => $"Ruleset {Title}";

    private string Title => $"Malaria Predictor: {branch}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } id)
        {
            return ResourceStatus.Missing($"{branch} by reviewed pull requests only ({approvals} approvals), with '{Check}' passed");
        }
        var differences = SubsetDifferences.Between(await client.GetAsync($"{_path}/{id}", cancellationToken), Wanted());
        return differences.Count == 0 ? ResourceStatus.AsWanted : ResourceStatus.Differs(differences);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } id)
        {
            await client.PutAsync($"{_path}/{id}", Wanted(), cancellationToken);
        }
        else
        {
            await client.PostAsync(_path, Wanted(), cancellationToken);
        }
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var all = await client.ListAsync($"{_path}?includes_parents=false&per_page=100", cancellationToken);
        return all.FirstOrDefault(one => one?["name"]?.GetValue<string>() == Title)
            ?["id"]?.GetValue<long>()
            .ToString(CultureInfo.InvariantCulture);
    }

    private JsonObject Wanted() =>
        new()
        {
            ["name"] = Title,
            ["target"] = "branch",
            ["enforcement"] = "active",
            ["bypass_actors"] = new JsonArray(),
            ["conditions"] = new JsonObject
            {
                ["ref_name"] = new JsonObject { ["include"] = new JsonArray($"refs/heads/{branch}"), ["exclude"] = new JsonArray() },
            },
            ["rules"] = new JsonArray(
                new JsonObject { ["type"] = "deletion" },
                new JsonObject { ["type"] = "non_fast_forward" },
                new JsonObject
                {
                    ["type"] = "pull_request",
                    ["parameters"] = new JsonObject
                    {
                        ["required_approving_review_count"] = approvals,
                        ["dismiss_stale_reviews_on_push"] = true,
                        ["require_code_owner_review"] = false,
                        ["require_last_push_approval"] = true,
                        ["required_review_thread_resolution"] = true,
                    },
                },
                new JsonObject
                {
                    ["type"] = "required_status_checks",
                    ["parameters"] = new JsonObject
                    {
                        ["strict_required_status_checks_policy"] = true,
                        ["required_status_checks"] = new JsonArray(new JsonObject { ["context"] = Check }),
                    },
                }
            ),
        };
}
