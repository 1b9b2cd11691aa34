using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The journal as bytes: a line per record, checksum first. Each checksum covers the one before it, so neither a changed nor a missing
/// nor an exchanged line goes unnoticed.
/// </summary>
internal static class JournalText
{
    public const string Start = "0000000000000000";
    private const byte NewLine = (byte)'\n';

    public static (byte[] Line, string Checksum) Encode(JournalRecord record, string previous)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, Wire.Default.JournalRecord);
        var checksum = Checksum(previous, json);
        return ([.. Encoding.ASCII.GetBytes(checksum), (byte)' ', .. json, NewLine], checksum);
    }

    /// <summary>
    /// Reads the records up to the first that does not hold. If that is the last, its writer was cut off and it is dropped; if more follow,
    /// the journal was damaged afterwards, and nothing that rests on it may go on.
    /// </summary>
    public static JournalContent Decode(ReadOnlySpan<byte> bytes, string path)
    {
        var records = new List<JournalRecord>();
        var checksum = Start;
        var at = 0;
        while (at < bytes.Length)
        {
            var length = bytes[at..].IndexOf(NewLine);
            if (length < 0)
                break;
            if (Parse(bytes.Slice(at, length), checksum, records.Count + 1) is not { } record)
            {
                var last = at + length + 1 >= bytes.Length && !HoldsMore(bytes.Slice(at, length));
                return last ? new JournalContent(records, at, checksum) : throw Damaged(path, records.Count + 1);
            }
            checksum = Encoding.ASCII.GetString(bytes.Slice(at, Start.Length));
            records.Add(record);
            at += length + 1;
        }
        return new JournalContent(records, at, checksum);
    }

    private static JournalRecord? Parse(ReadOnlySpan<byte> line, string previous, long sequence)
    {
        if (line.Length <= Start.Length + 1 || line[Start.Length] != ' ')
            return null;
        var json = line[(Start.Length + 1)..];
        if (!line[..Start.Length].SequenceEqual(Encoding.ASCII.GetBytes(Checksum(previous, json))))
            return null;
        var record = JsonSerializer.Deserialize(json, Wire.Default.JournalRecord);
        return record?.Sequence == sequence ? record : null;
    }

    /// <summary>True for a line that goes on after its record: the line break between two records was damaged.</summary>
    private static bool HoldsMore(ReadOnlySpan<byte> line)
    {
        if (line.Length <= Start.Length + 1)
            return false;
        var json = line[(Start.Length + 1)..];
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            return reader.Read() && reader.TrySkip() && reader.BytesConsumed < json.Length;
        }
        catch (JsonException)
        {
            return false; // Not a whole record: its writer was cut off.
        }
    }

    private static string Checksum(string previous, ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(previous), .. json]))[..Start.Length];

    private static Failure Damaged(string path, int record) => new(
        $"the release journal {path} is damaged at record {record}, and others follow it",
        "What serves is not touched. Restore the file from a backup, or move it away: the releases before are then no longer known for a rollback.");
}

/// <param name="Records">Those that hold.</param>
/// <param name="Length">The bytes they take; what is beyond is to be cut off.</param>
/// <param name="Checksum">Of the last.</param>
internal sealed record JournalContent(IReadOnlyList<JournalRecord> Records, long Length, string Checksum);
