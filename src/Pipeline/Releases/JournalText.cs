using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The journal as bytes: a line per record, checksum first. Each checksum covers the one before it, so neither a changed nor a missing
/// nor an exchanged line goes unnoticed. Two kinds of line may stand between: what is left of a record whose writer was cut off, and a
/// whole record that came too late: it continues an earlier record that another deployer, with another token, had already continued.
/// </summary>
internal sealed class JournalText(string path)
{
    private const string Start = "0000000000000000";
    private const byte NewLine = (byte)'\n';
    private readonly List<JournalRecord> _records = [];
    private readonly List<string> _checksums = [Start];
    private readonly List<byte> _line = [];
    private int _strangers;
    private int _wholeStrangers;

    /// <summary>Of the last record that holds.</summary>
    public string Checksum => _checksums[^1];

    public bool EndsInLine => _line.Count == 0;

    public static (byte[] Line, string Checksum) Encode(JournalRecord record, string previous)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, JournalJson.Default.JournalRecord);
        var checksum = Sum(previous, json);
        return ([.. Encoding.ASCII.GetBytes(checksum), (byte)' ', .. json, NewLine], checksum);
    }

    public static IReadOnlyList<JournalRecord> Decode(ReadOnlySpan<byte> bytes, string path)
    {
        var text = new JournalText(path);
        text.Take(bytes);
        return text.Records();
    }

    /// <summary>Goes on reading: the bytes that follow those before.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf(NewLine) is var length and >= 0)
        {
            _line.AddRange(bytes[..length]);
            TakeLine([.. _line]);
            _line.Clear();
            bytes = bytes[(length + 1)..];
        }
        _line.AddRange(bytes);
    }

    /// <summary>
    /// The records that hold. Lines after the last of them were cut off, and are dropped: fragments, or the one last line. If it is more
    /// than that, the journal was damaged afterwards, and nothing that rests on it may go on.
    /// </summary>
    public IReadOnlyList<JournalRecord> Records() =>
        _wholeStrangers == 0 || (_wholeStrangers == 1 && _strangers == 1 && EndsInLine) ? [.. _records] : throw Damaged();

    private void TakeLine(byte[] line)
    {
        if (line.Length == 0)
        {
            return;
        }
        if (Continues(line, _records.Count) is { } next)
        {
            _records.Add(next);
            _checksums.Add(Encoding.ASCII.GetString(line.AsSpan(0, Start.Length)));
            (_strangers, _wholeStrangers) = (0, 0); // What is between two records that follow each other never was one.
        }
        else if (!IsLate(line))
        {
            _strangers++;
            _wholeStrangers += RecordsIn(line);
        }
    }

    /// <summary>
    /// True for what a deployer wrote without having seen what another had written meanwhile. The first to continue a record has continued
    /// it; the other's line counts for nothing, and if its writer has the newest token it writes again.
    /// </summary>
    private bool IsLate(byte[] line) =>
        _records.Count > 0
        && Json(line) is { } json
        && Sequence(json) is { } sequence
        && sequence <= _records.Count
        && Continues(line, (int)sequence - 1) is { } late
        && late.Token != _records[^1].Token;

    /// <summary>The record in a line if it follows the one with this number.</summary>
    private JournalRecord? Continues(byte[] line, int number)
    {
        if (
            number < 0
            || Json(line) is not { } json
            || !line.AsSpan(0, Start.Length).SequenceEqual(Encoding.ASCII.GetBytes(Sum(_checksums[number], json)))
        )
        {
            return null;
        }
        var record = JsonSerializer.Deserialize(json, JournalJson.Default.JournalRecord);
        return record?.Sequence == number + 1 ? record : null;
    }

    private static byte[]? Json(byte[] line) =>
        line.Length > Start.Length + 1 && line[Start.Length] == ' ' ? line[(Start.Length + 1)..] : null;

    private static long? Sequence(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.JournalRecord)?.Sequence;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// 0 for a line whose writer was cut off, 1 for one with a whole record in it, 2 where it goes on after that: the break between two was
    /// damaged.
    /// </summary>
    private static int RecordsIn(byte[] line)
    {
        try
        {
            var json = line.AsSpan(Math.Min(line.Length, Start.Length + 1));
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            return !reader.Read() || !reader.TrySkip() ? 0
                : reader.BytesConsumed == json.Length ? 1
                : 2;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static string Sum(string previous, ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(previous), .. json]))[..Start.Length];

    private UserFacingException Damaged() =>
        new(
            $"the release journal {path} is damaged at record {_records.Count + 1}, and others follow it",
            "What serves is not touched. Restore the file from a backup, or move it away: the releases before are then no longer known for "
                + "a rollback."
        );
}

/// <summary>Reads a journal, and later only what has been added to it: what was once read never changes.</summary>
internal sealed class JournalReader(string path)
{
    private readonly JournalText _text = new(path);
    private readonly Lock _reading = new();
    private long _read;

    /// <summary>Of the last record that holds.</summary>
    public string Checksum => _text.Checksum;

    /// <summary>False when the last line was torn off.</summary>
    public bool EndsInLine => _text.EndsInLine;

    public JournalHistory Read()
    {
        lock (_reading)
        {
            if (File.Exists(path))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var added = new byte[Math.Max(0, file.Length - _read)];
                file.Position = _read;
                var length = file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
                _text.Take(added.AsSpan(0, length));
                _read += length;
            }
            return new JournalHistory(_text.Records());
        }
    }
}

/// <summary>The lines of a journal, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
