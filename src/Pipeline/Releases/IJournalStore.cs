namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// Where a journal's records are kept: a file on one machine, an object of a cluster. What was once taken is never changed.
/// </summary>
internal interface IJournalStore
{
    Task<JournalHistory> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds the record that follows what was read last. It is kept for good once this returns.</summary>
    /// <returns>The history with it; null when another's record came first: then this one counts for nothing.</returns>
    Task<JournalHistory?> TryAppendAsync(JournalRecord record, CancellationToken cancellationToken);
}
