using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MalariaPredictor.Backend.Backups.Container;

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
