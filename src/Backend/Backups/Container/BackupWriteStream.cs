using System.Buffers.Binary;

namespace MalariaPredictor.Backend.Backups.Container;

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
