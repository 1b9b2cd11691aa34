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
