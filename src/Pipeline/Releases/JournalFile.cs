using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// A journal as a file that is only ever added to. Nothing in it is ever changed or cut off, so nothing need be locked: what a writer
/// that was taken over had already under way to the disk is recognized by its token and dropped by whoever reads.
/// </summary>
internal sealed class JournalFile(string path) : IJournalStore
{
    private readonly JournalReader _reader = new(path);

    public Task<JournalHistory> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(_reader.Read());

    public Task<JournalHistory?> TryAppendAsync(JournalRecord record, CancellationToken cancellationToken)
    {
        var line = JournalText.Encode(record, _reader.Checksum).Line;
        Add(_reader.EndsInLine ? line : [(byte)'\n', .. line]); // What was torn off must not run into this one.
        var after = _reader.Read();
        return Task.FromResult(
            after.Records.Count >= record.Sequence && after.Records[(int)record.Sequence - 1].Token == record.Token ? after : null
        );
    }

    private void Add(byte[] line)
    {
        try
        {
            AppendOnlyFile.Add(path, line);
        }
        catch (IOException full)
        {
            throw new JournalUnwritableException(full);
        }
    }
}

/// <summary>A record did not find its way to the disk: it is full, or broken. What rests on that record must not be begun.</summary>
internal sealed class JournalUnwritableException(Exception cause, string? remedy = null)
    : UserFacingException(
        $"the release journal cannot be written: {cause.Message}",
        remedy ?? "Free space on that disk (or repair it); then ./pipeline resume finishes or undoes the operation.",
        cause
    );
