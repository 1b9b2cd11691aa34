using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The append-only record of every operation. A record is kept for good before <see cref="AppendAsync"/> returns, or it never was. A
/// writer whose token has been followed by a newer one is refused.
/// </summary>
/// <param name="store">Where the records are kept.</param>
/// <param name="token">The writer's release lock.</param>
/// <param name="time">Stamps the records.</param>
/// <param name="crash">Where the crash matrix strikes.</param>
internal sealed class Journal(IJournalStore store, long token, TimeProvider time, CrashPoint crash)
{
    /// <summary>A file's, for looking only.</summary>
    public static JournalHistory Read(string path) => new JournalReader(path).Read();

    public Task<JournalHistory> ReadAsync() => store.ReadAsync(CancellationToken.None);

    /// <summary>
    /// From here on every record of an older token is dropped; what was written before stands, and is what there is to go on from.
    /// </summary>
    public Task ClaimAsync(string command) => AppendAsync("", JournalEvent.Claimed, detail: command);

    /// <summary>Not to be interrupted: what happened is to be written down even when the user has pressed Ctrl-C.</summary>
    public async Task AppendAsync(
        string operation,
        JournalEvent happened,
        string? step = null,
        string? detail = null,
        Operation? plan = null,
        IReadOnlyList<GateVerdict>? verdicts = null,
        string? model = null
    )
    {
        crash.At(CrashSide.Before, happened, step);
        while (
            !await TryAppendAsync(new JournalRecord(0, time.GetUtcNow(), operation, token, happened, step, detail, plan, verdicts, model))
        )
        {
            // One with an older token was faster and then saw this lock, or what it left was torn: this record follows that one.
        }
        crash.At(CrashSide.After, happened, step);
    }

    /// <summary>
    /// False when another's record came between the look and the write: this one is dropped by every reader, and is to be written again.
    /// </summary>
    private async Task<bool> TryAppendAsync(JournalRecord happened)
    {
        var before = await ReadAsync();
        Require(before);
        crash.At(CrashSide.Within, happened.Event, happened.Step);
        var after = await store.TryAppendAsync(happened with { Sequence = before.Records.Count + 1 }, CancellationToken.None);
        Require(after ?? await ReadAsync());
        return after is not null;
    }

    private void Require(JournalHistory history)
    {
        if (history.Records is [.., { } last] && last.Token > token)
        {
            throw new LockLostException($"a deployer with a newer token ({last.Token})");
        }
    }
}

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
