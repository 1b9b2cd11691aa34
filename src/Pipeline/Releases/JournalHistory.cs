using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>What the journal tells.</summary>
internal sealed class JournalHistory(IReadOnlyList<JournalRecord> records)
{
    public IReadOnlyList<JournalRecord> Records => records;

    /// <summary>The operation that was begun and neither committed nor compensated: its engine died, or could not undo it yet.</summary>
    public Operation? Unfinished =>
        records.LastOrDefault(record => record.Plan is not null) is { } begun && !Of(begun.Operation).Any(record => record.Ends)
            ? begun.Plan
            : null;

    /// <summary>What the gates have said of an operation, in the order in which they said it.</summary>
    public IReadOnlyList<GateVerdict> Verdicts(string operation) => [.. Of(operation).SelectMany(record => record.Verdicts ?? [])];

    /// <summary>The digest of the model with which a release was kept first; null where it never was, or reported none.</summary>
    public string? ModelOf(string release) =>
        (from begin in records where begin.Plan?.To == release from record in Of(begin.Operation) select record.Model).FirstOrDefault(
            model => model is not null
        );

    public IEnumerable<JournalRecord> Of(string operation) => records.Where(record => record.Operation == operation);

    public bool Has(string operation, JournalEvent happened, string step) =>
        Of(operation).Any(record => record.Event == happened && record.Step == step);

    /// <summary>Operations that took effect, the latest first.</summary>
    public IEnumerable<Operation> Committed =>
        from record in records.Reverse()
        where record.Event == JournalEvent.Committed
        select records.First(begin => begin.Operation == record.Operation && begin.Plan is not null).Plan;

    /// <summary>
    /// The release to go back to from the one that serves: the one that served before it was deployed. A rollback never goes forward,
    /// so two in a row go back twice rather than return to the release that was left.
    /// </summary>
    public string? Before(string serving) =>
        Committed.FirstOrDefault(operation => operation.Kind == OperationKind.Deploy && operation.To == serving)?.From;

    /// <summary>The release that the last operation rolled back from; null when that was a deployment.</summary>
    public string? LeftBehind => Committed.FirstOrDefault() is { Kind: OperationKind.Rollback } last ? last.From : null;
}

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
