using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

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
