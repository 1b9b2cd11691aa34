using System.Buffers.Binary;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>
/// Gives back the content of a backup, chunk by chunk as each is found whole; ends only where the last chunk says so. Owns the file.
/// </summary>
internal sealed class BackupReadStream(Stream file, ChunkSeal seal, string name) : ForwardStream
{
    private readonly byte[] _stored = new byte[BackupFormat.ChunkBytes + ChunkSeal.TagBytes];
    private readonly byte[] _plain = new byte[BackupFormat.ChunkBytes];
    private readonly byte[] _length = new byte[sizeof(uint)];
    private Memory<byte> _left;
    private long _index;
    private bool _ended;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left.IsEmpty && !_ended)
        {
            await NextChunkAsync(cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _left.Length);
        _left[..taken].CopyTo(buffer);
        _left = _left[taken..];
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private async Task NextChunkAsync(CancellationToken cancellationToken)
    {
        await FillAsync(_length, cancellationToken);
        var head = BinaryPrimitives.ReadUInt32BigEndian(_length);
        var (length, last) = ((int)(head & ~BackupFormat.LastFlag), (head & BackupFormat.LastFlag) != 0);
        if (length > BackupFormat.ChunkBytes)
        {
            throw Damaged();
        }

        await FillAsync(_stored.AsMemory(0, length + ChunkSeal.TagBytes), cancellationToken);
        if (!seal.TryOpen(_index, last, _stored.AsSpan(0, length), _stored.AsSpan(length, ChunkSeal.TagBytes), _plain.AsSpan(0, length)))
        {
            throw Damaged();
        }

        if (last && await file.ReadAsync(_length.AsMemory(0, 1), cancellationToken) > 0)
        {
            throw new UserFacingException($"{name} goes on after its end.", DamagedBackup.Remedy);
        }

        (_left, _ended) = (_plain.AsMemory(0, length), last);
        _index++;
    }

    private async Task FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) < buffer.Length)
        {
            throw new UserFacingException(
                $"{name} is cut short: it ends in its chunk {_index + 1}, which is not the last.",
                DamagedBackup.Remedy
            );
        }
    }

    private UserFacingException Damaged() => new($"{name} is damaged in its chunk {_index + 1}.", DamagedBackup.Remedy);
}

internal static class DamagedBackup
{
    public const string Remedy = "Use another backup; nothing was changed.";
}
