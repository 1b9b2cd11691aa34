namespace MalariaPredictor.Pipeline.Releases;

/// <summary>The append-only record of every operation. A record is on the disk before <see cref="Append"/> returns, or it never was.</summary>
/// <param name="path">The file.</param>
/// <param name="fence">Runs a write only while this writer's lock is the newest; a deployer that was taken over throws here.</param>
/// <param name="token">The lock's token.</param>
/// <param name="time">Stamps the records.</param>
internal sealed class Journal(string path, Action<Action> fence, long token, TimeProvider time)
{
    /// <summary>For looking only.</summary>
    public static JournalHistory Read(string path) =>
        new(File.Exists(path) ? JournalText.Decode(File.ReadAllBytes(path), path).Records : []);

    private readonly CrashPoint _crash = CrashPoint.FromEnvironment();

    public JournalHistory History => Read(path);

    public void Append(string operation, JournalEvent happened, string? step = null, string? detail = null, Operation? plan = null)
    {
        _crash.BeforeRecord();
        fence(() => Write(operation, happened, step, detail, plan));
        _crash.AfterRecord();
    }

    private void Write(string operation, JournalEvent happened, string? step, string? detail, Operation? plan)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var content = JournalText.Decode(bytes, path);
        var record = new JournalRecord(content.Records.Count + 1, time.GetUtcNow(), operation, token, happened, step, detail, plan);
        file.SetLength(content.Length); // A torn last record must not run into this one.
        file.Position = content.Length;
        file.Write(JournalText.Encode(record, content.Checksum).Line);
        file.Flush(flushToDisk: true);
    }
}
