using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Terminal;
using Sodium;

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
                "--reviewer USER, or --reviewer ORGANIZATION/TEAM, names one; up to six"
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

/// <summary>Who may approve a deployment, as GitHub numbers them.</summary>
/// <param name="Type">User or Team.</param>
/// <param name="Id">GitHub's number.</param>
internal sealed record Reviewer(string Type, long Id)
{
    /// <summary>More are refused by GitHub.</summary>
    public const int Most = 6;

    public JsonObject Json => new() { ["type"] = Type, ["id"] = Id };

    /// <param name="client">The way to GitHub.</param>
    /// <param name="name">A user's login, or ORGANIZATION/TEAM.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Reviewer> FindAsync(GitHubClient client, string name, CancellationToken cancellationToken)
    {
        var (type, path) = name.Split('/') is [var organization, var team]
            ? ("Team", $"orgs/{Uri.EscapeDataString(organization)}/teams/{Uri.EscapeDataString(team)}")
            : ("User", $"users/{Uri.EscapeDataString(name)}");
        var found =
            await client.FindAsync(path, cancellationToken)
            ?? throw new UserFacingException(
                $"GitHub knows no {type.ToLowerInvariant()} {name}",
                "--reviewer takes a user's login, or ORGANIZATION/TEAM as in the team's address."
            );
        return new Reviewer(type, found["id"]!.GetValue<long>());
    }

    /// <summary>As an environment lists them.</summary>
    public static Reviewer Of(JsonNode listed) => new(listed["type"]!.GetValue<string>(), listed["reviewer"]!["id"]!.GetValue<long>());
}

/// <summary>Which branches may be deployed to an environment: exactly these.</summary>
internal sealed class BranchPolicies(GitHubClient client, string path, string environment, IReadOnlyList<string> branches) : IResource
{
    private readonly string _path = $"{path}/deployment-branch-policies";

    public string Name => $"Branches of environment {environment}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        var there = (await AllAsync(cancellationToken)).Select(policy => policy.Name).Order(StringComparer.Ordinal).ToList();
        return there.SequenceEqual(branches.Order(StringComparer.Ordinal)) ? ResourceStatus.AsWanted
            : there.Count == 0 ? ResourceStatus.Missing(string.Join(", ", branches))
            : ResourceStatus.Differs([$"{string.Join(", ", there)} → {string.Join(", ", branches)}"]);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await DeploymentEnvironment.RequireAsync(client, path, environment, cancellationToken);
        var there = await AllAsync(cancellationToken);
        foreach (var branch in branches.Except(there.Select(policy => policy.Name), StringComparer.Ordinal))
        {
            await client.PostAsync(_path, new JsonObject { ["name"] = branch, ["type"] = "branch" }, cancellationToken);
        }
        foreach (var (name, id) in there.Where(policy => !branches.Contains(policy.Name)))
        {
            await client.DeleteAsync($"{_path}/{id}", cancellationToken);
        }
    }

    private async Task<List<(string Name, string Id)>> AllAsync(CancellationToken cancellationToken) =>
        [
            .. from policy in (await client.FindAsync($"{_path}?per_page=100", cancellationToken))?["branch_policies"]?.AsArray() ?? []
            select (policy["name"]!.GetValue<string>(), policy["id"]!.GetValue<long>().ToString(CultureInfo.InvariantCulture)),
        ];
}

/// <summary>
/// A secret of a deployment environment. GitHub never shows one again, so one that is there is taken to be right and is not overwritten. It
/// is sealed for GitHub's public key (libsodium's sealed box) before it leaves this process.
/// </summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="path">Of the environment.</param>
/// <param name="environment">Its name.</param>
/// <param name="supplied">The value, where a person supplies one.</param>
/// <param name="without">What it means that there is none.</param>
internal sealed class EnvironmentSecret(
    GitHubClient client,
    string path,
    string environment,
    SuppliedSecret supplied,
    Func<CancellationToken, Task<ResourceStatus>> without
) : IResource
{
    private readonly string _path = $"{path}/secrets";

    public string Name => $"Secret {supplied.Name} of environment {environment}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken) =>
        await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken) is not null ? ResourceStatus.AsWanted
        : supplied.IsGiven ? ResourceStatus.Missing("sealed for GitHub's key")
        : await without(cancellationToken);

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var value = supplied.Require();
        await DeploymentEnvironment.RequireAsync(client, path, environment, cancellationToken);
        var key = await client.GetAsync($"{_path}/public-key", cancellationToken);
        await client.PutAsync(
            $"{_path}/{supplied.Name}",
            new JsonObject
            {
                ["encrypted_value"] = Convert.ToBase64String(
                    SealedPublicKeyBox.Create(Encoding.UTF8.GetBytes(value), Convert.FromBase64String(key["key"]!.GetValue<string>()))
                ),
                ["key_id"] = key["key_id"]!.GetValue<string>(),
            },
            cancellationToken
        );
    }
}

/// <summary>A variable of a deployment environment: no secret, so it is compared, shown and changed.</summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="path">Of the environment.</param>
/// <param name="environment">Its name.</param>
/// <param name="supplied">The value, where a person supplies one; else what is there stays.</param>
/// <param name="without">What it means that there is none.</param>
internal sealed class EnvironmentVariable(
    GitHubClient client,
    string path,
    string environment,
    SuppliedSecret supplied,
    ResourceStatus without
) : IResource
{
    private readonly string _path = $"{path}/variables";

    public string Name => $"Variable {supplied.Name} of environment {environment}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        var live = (await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken))?["value"]?.GetValue<string>();
        if (!supplied.IsGiven)
        {
            return live is null ? without : ResourceStatus.AsWanted;
        }
        return live is null ? ResourceStatus.Missing()
            : live == supplied.Value ? ResourceStatus.AsWanted
            : ResourceStatus.Differs(["another value is supplied"]);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await DeploymentEnvironment.RequireAsync(client, path, environment, cancellationToken);
        var body = new JsonObject { ["name"] = supplied.Name, ["value"] = supplied.Require() };
        if (await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken) is null)
        {
            await client.PostAsync(_path, body, cancellationToken);
        }
        else
        {
            await client.PatchAsync($"{_path}/{supplied.Name}", body, cancellationToken);
        }
    }
}
