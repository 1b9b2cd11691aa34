using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

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
