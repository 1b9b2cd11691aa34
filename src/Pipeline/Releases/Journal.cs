using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The append-only record of every operation. A record is on the disk before <see cref="Append"/> returns, or it never was. Nothing that
/// is written is ever changed or cut off, so nothing need be locked: a writer whose token has been followed by a newer one is refused,
/// and what it had already under way to the disk is recognised by its token and dropped by whoever reads.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="token">The writer's release lock.</param>
/// <param name="time">Stamps the records.</param>
/// <param name="crash">Where the crash matrix strikes.</param>
internal sealed class Journal(string path, long token, TimeProvider time, CrashPoint crash)
{
    private readonly JournalReader _reader = new(path);

    /// <summary>For looking only.</summary>
    public static JournalHistory Read(string path) => new JournalReader(path).Read();

    public JournalHistory History => _reader.Read();

    /// <summary>From here on every record of an older token is dropped; what was written before stands, and is what there is to go on from.</summary>
    public void Claim(string command) => Append("", JournalEvent.Claimed, detail: command);

    public void Append(string operation, JournalEvent happened, string? step = null, string? detail = null, Operation? plan = null)
    {
        crash.At(CrashSide.Before);
        while (!TryAppend(new JournalRecord(0, time.GetUtcNow(), operation, token, happened, step, detail, plan)))
        {
            // One with an older token was faster and then saw this lock, or what it left was torn: this record follows that one.
        }
        crash.At(CrashSide.After);
    }

    /// <summary>False when another's record came between the look and the write: this one is dropped by every reader, and is to be written again.</summary>
    private bool TryAppend(JournalRecord happened)
    {
        var before = _reader.Read();
        Require(before);
        var record = happened with { Sequence = before.Records.Count + 1 };
        var line = JournalText.Encode(record, _reader.Checksum).Line;
        crash.At(CrashSide.Within);
        AppendOnlyFile.Add(path, _reader.EndsInLine ? line : [(byte)'\n', .. line]); // What was torn off must not run into this one.
        var after = _reader.Read();
        Require(after);
        return after.Records.Count >= record.Sequence && after.Records[(int)record.Sequence - 1].Token == token;
    }

    private void Require(JournalHistory history)
    {
        if (history.Records is [.., { } last] && last.Token > token)
            throw new LockLostException($"a deployer with a newer token ({last.Token})");
    }
}
