using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// An environment of the repository: who approves a deployment to it, and that only named branches are deployed. A PUT replaces all of
/// it, so reviewers that are there are said again where none are given.
/// </summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="path">Of the environment.</param>
/// <param name="name">Such as production.</param>
/// <param name="reviewed">True where nothing may be deployed without an approval.</param>
/// <param name="reviewers">Names as the command line gives them; empty to leave them as they are.</param>
internal sealed class DeploymentEnvironment(GitHubClient client, string path, string name, bool reviewed, IReadOnlyList<string> reviewers)
    : IResource
{
    public string Name => $"Environment {name}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        var live = await client.FindAsync(path, cancellationToken);
        var (there, wanted) = (Reviewers(live), await WantedAsync(live, cancellationToken));
        if (reviewed && wanted.Count == 0)
        {
            return ResourceStatus.Held(
                "nobody is named who approves deployments to it",
                "--reviewer USER, or --reviewer ORGANISATION/TEAM, names one; up to six"
            );
        }
        if (live is null)
        {
            return ResourceStatus.Missing([.. reviewed ? (string[])[$"{wanted.Count} reviewers"] : [], "named branches only"]);
        }
        List<string> differences = [];
        if (!there.ToHashSet().SetEquals(wanted))
        {
            differences.Add($"reviewers: {Words(there)} → {Words(wanted)}");
        }
        if (Rule(live, "required_reviewers")?["prevent_self_review"]?.GetValue<bool>() is { } prevented && prevented != Prevents(wanted))
        {
            differences.Add($"prevent_self_review: {prevented} → {Prevents(wanted)}");
        }
        differences.AddRange(SubsetDifferences.Between(live["deployment_branch_policy"], Branches(), "deployment_branch_policy"));
        return differences.Count == 0 ? ResourceStatus.AsWanted : ResourceStatus.Differs(differences);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var live = await client.FindAsync(path, cancellationToken);
        var wanted = await WantedAsync(live, cancellationToken);
        await client.PutAsync(
            path,
            new JsonObject
            {
                ["wait_timer"] = Rule(live, "wait_timer")?["wait_timer"]?.GetValue<int>() ?? 0,
                ["prevent_self_review"] = Prevents(wanted),
                ["reviewers"] = new JsonArray([.. wanted.Select(reviewer => reviewer.Json)]),
                ["deployment_branch_policy"] = Branches(),
            },
            cancellationToken
        );
    }

    /// <summary>What belongs to an environment that could not be made waits for it.</summary>
    public static async Task RequireAsync(GitHubClient client, string path, string name, CancellationToken cancellationToken)
    {
        if (await client.FindAsync(path, cancellationToken) is null)
        {
            throw new HeldException($"the environment {name} is not there yet", "It is made first; see above why it is not.");
        }
    }

    /// <summary>Where there is only one, he could deploy nothing of his own.</summary>
    private static bool Prevents(List<Reviewer> wanted) => wanted.Count > 1;

    private static JsonObject Branches() => new() { ["protected_branches"] = false, ["custom_branch_policies"] = true };

    private async Task<List<Reviewer>> WantedAsync(JsonObject? live, CancellationToken cancellationToken)
    {
        if (!reviewed || reviewers.Count == 0)
        {
            return Reviewers(live);
        }
        var found = new List<Reviewer>();
        foreach (var reviewer in reviewers)
        {
            found.Add(await Reviewer.FindAsync(client, reviewer, cancellationToken));
        }
        return found;
    }

    private static List<Reviewer> Reviewers(JsonObject? live) =>
        Rule(live, "required_reviewers")?["reviewers"] is JsonArray list ? [.. list.Select(one => Reviewer.Of(one!))] : [];

    private static JsonNode? Rule(JsonObject? live, string type) =>
        (live?["protection_rules"] as JsonArray)?.FirstOrDefault(rule => rule?["type"]?.GetValue<string>() == type);

    private static string Words(List<Reviewer> reviewers) =>
        reviewers.Count == 0 ? "none" : string.Join(", ", reviewers.Select(one => $"{one.Type} {one.Id}"));
}
