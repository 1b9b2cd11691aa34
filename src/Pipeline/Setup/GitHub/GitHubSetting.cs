using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Things;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>A setting of the repository that is always there: read with GET, set with PUT, at the same address.</summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="name">For people.</param>
/// <param name="path">Where it is.</param>
/// <param name="wanted">What it must say.</param>
internal sealed class GitHubSetting(GitHubClient client, string name, string path, JsonObject wanted) : IThing
{
    public string Name => name;

    public async Task<Sight> LookAsync(CancellationToken cancellationToken)
    {
        // A list of selected actions is kept only while actions are selected: until then there is none.
        var differences = SubsetDifferences.Between(await client.FindAsync(path, cancellationToken) ?? [], wanted);
        return differences.Count == 0 ? Sight.AsWanted : Sight.Differs(differences);
    }

    public Task MakeAsync(CancellationToken cancellationToken) => client.PutAsync(path, (JsonObject)wanted.DeepClone(), cancellationToken);
}
