using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases;

internal enum JournalEvent
{
    /// <summary>A deployer has taken over: records with an older token that follow are not valid.</summary>
    Claimed,

    /// <summary>An operation begins; the record holds it whole.</summary>
    Begin,

    /// <summary>A step is about to act.</summary>
    Before,

    /// <summary>A step has been seen done.</summary>
    After,

    /// <summary>A step has failed; what follows is undoing.</summary>
    Failed,

    /// <summary>A step is about to be undone.</summary>
    Undoing,

    Undone,

    /// <summary>The operation is over and the new release serves.</summary>
    Committed,

    /// <summary>The operation is over and the old release serves.</summary>
    Compensated,
}

/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="Operation">The operation's id; empty for <see cref="JournalEvent.Claimed"/>.</param>
/// <param name="Token">The fencing token it was written under.</param>
/// <param name="Event">What happened.</param>
/// <param name="Step">To which step.</param>
/// <param name="Detail">In words, for people.</param>
/// <param name="Plan">With <see cref="JournalEvent.Begin"/>: the operation.</param>
/// <param name="Verdicts">What the gates of the step said.</param>
/// <param name="Model">With the commit: the digest of the model that the release serves as it is kept.</param>
internal sealed record JournalRecord(
    long Sequence,
    DateTimeOffset At,
    string Operation,
    long Token,
    JournalEvent Event,
    string? Step = null,
    string? Detail = null,
    Operation? Plan = null,
    IReadOnlyList<GateVerdict>? Verdicts = null,
    string? Model = null
)
{
    [JsonIgnore]
    public bool Ends => Event is JournalEvent.Committed or JournalEvent.Compensated;
}
