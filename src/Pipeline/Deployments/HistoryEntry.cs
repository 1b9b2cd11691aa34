using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>One operation as the audit log tells it: who, when, what, why, and what came of it.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="Who">User and machine.</param>
/// <param name="Began">When.</param>
/// <param name="Ended">Null while it is not over.</param>
/// <param name="What">deploy or rollback.</param>
/// <param name="From">The release that served before; null for the first.</param>
/// <param name="To">The release that was to serve.</param>
/// <param name="Why">The reason its command gave.</param>
/// <param name="Outcome">committed, undone, or unfinished.</param>
/// <param name="Failure">The step that failed, and its words.</param>
/// <param name="Plan">The seal of the plan that was carried out; null for a rollback.</param>
/// <param name="Model">The digest of the model that the release serves, if it was kept.</param>
/// <param name="Verdicts">What the gates said.</param>
internal sealed record HistoryEntry(
    string Operation,
    string Who,
    DateTimeOffset Began,
    DateTimeOffset? Ended,
    string What,
    string? From,
    string To,
    string? Why,
    string Outcome,
    string? Failure,
    string? Plan,
    string? Model,
    IReadOnlyList<GateVerdict> Verdicts
)
{
    public static IEnumerable<HistoryEntry> Of(JournalHistory history) =>
        from record in history.Records
        let operation = record.Plan
        where operation is not null
        select Of(record, operation, [.. history.Of(record.Operation)], history.Verdicts(record.Operation));

    private static HistoryEntry Of(
        JournalRecord begin,
        Operation operation,
        IReadOnlyList<JournalRecord> records,
        IReadOnlyList<GateVerdict> verdicts
    )
    {
        var end = records.FirstOrDefault(record => record.Ends);
        var failed = records.FirstOrDefault(record => record.Event == JournalEvent.Failed);
        var kind = operation.Kind == OperationKind.Deploy ? "deploy" : "rollback";
        var outcome = end?.Event switch
        {
            JournalEvent.Committed => "committed",
            JournalEvent.Compensated => "undone",
            _ => "unfinished",
        };
        return new HistoryEntry(
            operation.Id,
            operation.Owner,
            begin.At,
            end?.At,
            kind,
            operation.From,
            operation.To,
            operation.Reason,
            outcome,
            failed is null ? null : $"{failed.Step}: {failed.Detail}",
            operation.PlanDigest,
            records.Select(record => record.Model).FirstOrDefault(model => model is not null),
            verdicts
        );
    }
}
