using System.Text;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>
/// A backup as bytes: one line of text (a mark and the header as JSON), then chunks. A chunk is its length in four bytes, big-endian,
/// of which the highest bit says that it is the last; the sealed data; the seal's tag.
/// </summary>
internal static class BackupFormat
{
    public const int ChunkBytes = 1 << 16;
    public const uint LastFlag = 1u << 31;
    public const int LongestHeader = 1 << 14;

    public static ReadOnlySpan<byte> Mark => "MALARIA-PREDICTOR-BACKUP-1 "u8;

    public static byte[] Header(BackupHeader header) =>
        [.. Mark, .. Encoding.UTF8.GetBytes(Models.CanonicalJson.Write(header)), (byte)'\n'];
}
