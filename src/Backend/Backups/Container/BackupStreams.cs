using System.Buffers.Binary;
using System.Security.Cryptography;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>A stream in one direction, without positions.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>
/// Takes the content of a backup and writes it in sealed chunks, as it comes. Without <see cref="CompleteAsync"/> it stays without an end.
/// </summary>
internal sealed class BackupWriteStream : ForwardStream
{
    private readonly Stream _file;
    private readonly ChunkSeal _seal;
    private readonly byte[] _chunk = new byte[BackupFormat.ChunkBytes];
    private readonly byte[] _sealed = new byte[sizeof(uint) + BackupFormat.ChunkBytes + ChunkSeal.TagBytes];
    private int _filled;
    private long _index;

    private BackupWriteStream(Stream file, ChunkSeal seal) => (_file, _seal) = (file, seal);

    public override bool CanWrite => true;

    /// <summary>Writes the header, and takes the content from then on. The file stays the caller's.</summary>
    public static async Task<BackupWriteStream> BeginAsync(
        Stream file,
        BackupHeader header,
        BackupKey? key,
        CancellationToken cancellationToken
    )
    {
        var line = BackupFormat.Header(header);
        await file.WriteAsync(line, cancellationToken);
        return new BackupWriteStream(file, new ChunkSeal(line, key));
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (_filled == _chunk.Length)
            {
                await FlushChunkAsync(last: false, cancellationToken);
            }

            var taken = Math.Min(buffer.Length, _chunk.Length - _filled);
            buffer[..taken].CopyTo(_chunk.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Writes the last chunk: only now is the backup whole.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => FlushChunkAsync(last: true, cancellationToken);

    private async Task FlushChunkAsync(bool last, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_sealed, (uint)_filled | (last ? BackupFormat.LastFlag : 0));
        var data = _sealed.AsMemory(sizeof(uint), _filled);
        _seal.Close(_index++, last, _chunk.AsSpan(0, _filled), data.Span, _sealed.AsSpan(sizeof(uint) + _filled, ChunkSeal.TagBytes));
        await _file.WriteAsync(_sealed.AsMemory(0, sizeof(uint) + _filled + ChunkSeal.TagBytes), cancellationToken);
        _filled = 0;
    }
}

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

/// <summary>
/// Seals the chunks of a backup: each with its place, whether it is the last, and the header's hash, so that a chunk changed, missing,
/// repeated or out of order does not open. With a key by AES-256-GCM (a counter for nonce: no two backups share a key), without one by
/// SHA-256.
/// </summary>
internal sealed class ChunkSeal(ReadOnlySpan<byte> header, BackupKey? key)
{
    public const int TagBytes = 16;
    private const int NonceBytes = 12;
    private readonly byte[] _header = SHA256.HashData(header);

    public void Close(long index, bool last, ReadOnlySpan<byte> plain, Span<byte> stored, Span<byte> tag)
    {
        if (key is null)
        {
            plain.CopyTo(stored);
            Hash(index, last, plain, tag);
            return;
        }

        using var cipher = new AesGcm(key.Key, TagBytes);
        cipher.Encrypt(Nonce(index), plain, stored, tag, Place(index, last));
    }

    /// <returns>False where it is not the chunk that was closed.</returns>
    public bool TryOpen(long index, bool last, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> tag, Span<byte> plain)
    {
        if (key is null)
        {
            Span<byte> expected = stackalloc byte[TagBytes];
            Hash(index, last, stored, expected);
            stored.CopyTo(plain);
            return expected.SequenceEqual(tag);
        }

        try
        {
            using var cipher = new AesGcm(key.Key, TagBytes);
            cipher.Decrypt(Nonce(index), stored, tag, plain, Place(index, last));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private void Hash(long index, bool last, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Place(index, last));
        hash.AppendData(data);
        hash.GetHashAndReset()[..TagBytes].CopyTo(tag);
    }

    private byte[] Place(long index, bool last)
    {
        byte[] place = [.. _header, .. new byte[sizeof(long)], (byte)(last ? 1 : 0)];
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(_header.Length), index);
        return place;
    }

    private static byte[] Nonce(long index)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceBytes - sizeof(long)), index);
        return nonce;
    }
}
