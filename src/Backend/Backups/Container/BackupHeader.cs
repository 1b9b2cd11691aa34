using System.Text;
using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>What a backup says of itself in its first line. Readable without the key: it holds no data.</summary>
/// <param name="CreatedAt">What was recorded later is not in it.</param>
/// <param name="Dialect">Of the database; it restores into the same kind.</param>
/// <param name="Schema">The schema of the database.</param>
/// <param name="Hypertables">Whether TimescaleDB was in use, which has to be told before and after a restore.</param>
/// <param name="Observations">Rows of observations.</param>
/// <param name="NewestRecording">When the newest observation became known; null where there is none.</param>
/// <param name="NewestForecast">The newest stored forecast, by which a restore is proved; null where there is none.</param>
/// <param name="Encryption">Null where it is not encrypted.</param>
public sealed record BackupHeader(
    DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Dialect>))] Dialect Dialect,
    long Schema,
    bool Hypertables,
    long Observations,
    DateTimeOffset? NewestRecording,
    ForecastMark? NewestForecast,
    EncryptionMark? Encryption
);

/// <summary>Names a stored forecast.</summary>
public sealed record ForecastMark(long Run, string ModelDigest, string DataDigest);

/// <summary>How a backup is encrypted.</summary>
/// <param name="Salt">Base64; makes the key of each backup its own.</param>
/// <param name="Check">Base64; tells a wrong key from damage.</param>
public sealed record EncryptionMark(string Salt, string Check);

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
