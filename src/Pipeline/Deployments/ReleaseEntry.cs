using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Deployments;

internal enum ReleaseState
{
    /// <summary>It takes the traffic.</summary>
    Serves,

    /// <summary>It runs in the other slot, and a rollback to it is at once.</summary>
    Warm,

    /// <summary>Its artifact is here: it can be started.</summary>
    Kept,

    /// <summary>Its artifact was cleared away; its commit can be deployed again.</summary>
    Gone,
}

/// <summary>One line of <c>pipeline releases</c>.</summary>
internal sealed record ReleaseEntry(
    string Id,
    string Commit,
    string Artifact,
    SchemaRange Schema,
    string ConfigurationHash,
    string? Sbom,
    string? Model,
    TestSummary? Tests,
    DateTimeOffset Created,
    ReleaseState State
)
{
    public static async Task<ReleaseEntry[]> AllAsync(IInstallation installation, CancellationToken cancellationToken)
    {
        var state = (await installation.ObserveAsync(cancellationToken))?.State;
        var history = await installation.Journal.ReadAsync(cancellationToken);
        return
        [
            .. from release in installation.Releases.All()
            select Of(release, history.ModelOf(release.Id), state?.ActiveSlot?.Release, Warm(state), installation),
        ];
    }

    private static HashSet<string> Warm(TargetState? state) =>
        [.. from slot in state?.Slots ?? [] where slot.Condition is SlotCondition.Ready select slot.Release];

    private static ReleaseEntry Of(Release release, string? model, string? serving, HashSet<string> warm, IInstallation installation) =>
        new(
            release.Id,
            release.Commit,
            release.Artifact,
            release.Schema,
            release.ConfigurationHash,
            release.Sbom,
            model,
            release.Tests,
            release.Created,
            release.Id == serving ? ReleaseState.Serves
                : warm.Contains(release.Id) ? ReleaseState.Warm
                : installation.CanStart(release) ? ReleaseState.Kept
                : ReleaseState.Gone
        );
}
