using System.Net;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>
/// An object by server-side apply. The server itself says what applying would change, by a dry run, defaults and all. A field that somebody
/// else owns with another value is shown and left to them, unless it is to be forced.
/// </summary>
/// <param name="cluster">Where.</param>
/// <param name="wanted">What is wanted of it; what others add stays.</param>
/// <param name="force">Takes fields from their managers.</param>
/// <param name="remedy">What to do where the cluster does not know its kind; null for its own kinds.</param>
internal sealed class AppliedObject(SetupCluster cluster, ClusterObject wanted, bool force, string? remedy = null) : IResource
{
    public string Name => wanted.Words;

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        if (await cluster.FindAsync(wanted, cancellationToken) is not { } live)
        {
            return ResourceStatus.Missing();
        }
        try
        {
            return Compare(live, await cluster.ApplyAsync(wanted, dryRun: true, force: false, cancellationToken), []);
        }
        catch (ClusterRefusal refusal) when (refusal.IsConflict)
        {
            return force
                ? Compare(live, await cluster.ApplyAsync(wanted, dryRun: true, force: true, cancellationToken), Conflicts(refusal))
                : ResourceStatus.Held([.. Conflicts(refusal), "--force-conflicts takes these fields over"]);
        }
        catch (ClusterRefusal refusal) when (refusal.Code == HttpStatusCode.UnprocessableEntity)
        {
            // Somebody has changed what cannot be changed back in place, such as a list in which ours would stand beside his.
            return ResourceStatus.Held([refusal.Message, "delete it to have it made anew"]);
        }
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await cluster.ApplyAsync(wanted, dryRun: false, force, cancellationToken);
        }
        catch (ClusterRefusal refusal) when (refusal.IsConflict)
        {
            throw new HeldException(string.Join("; ", Conflicts(refusal)), "--force-conflicts takes these fields over");
        }
        catch (ClusterRefusal refusal) when (refusal.IsMissing)
        {
            var what = $"the cluster does not know the kind {wanted.Kind} ({wanted.Json["apiVersion"]})";
            throw remedy is null
                ? new UserFacingException(what, "Kubernetes 1.25 or later is needed.", refusal)
                : new HeldException(what, remedy);
        }
    }

    private ResourceStatus Compare(JsonObject live, JsonObject would, IReadOnlyList<string> conflicts)
    {
        var differences = FieldDifferences.Between(live, would, withValues: wanted.Kind.Plural != "secrets");
        return differences.Count == 0
            ? ResourceStatus.AsWanted
            : ResourceStatus.Differs([.. differences, .. conflicts.Select(conflict => $"taken over: {conflict}")]);
    }

    /// <summary>The server's own words: who owns what.</summary>
    private static string[] Conflicts(ClusterRefusal refusal) =>
        [
            .. refusal
                .Message[(refusal.Message.IndexOf(": conflict", StringComparison.Ordinal) + 2)..]
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        ];
}
