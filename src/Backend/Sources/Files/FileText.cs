using System.Text;
using System.Text.Unicode;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>Finds out in which encoding a file is written.</summary>
internal static class FileText
{
    /// <summary>A reader over the file's text, and a warning where the encoding had to be guessed.</summary>
    public static (TextReader Reader, string? Warning) Open(FileContent content)
    {
        var bytes = content.Bytes;
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 4));
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            var unicode = start[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return (Reader(content, unicode), null);
        }

        if (bytes.AsSpan().Contains((byte)0))
        {
            throw ProblemList.Only(content.Name, "it holds binary data, not text.", "Export the data as CSV (UTF-8) and import that file.");
        }

        if (Utf8.IsValid(bytes))
        {
            return (Reader(content, Encoding.UTF8), null);
        }

        if (bytes.AsSpan().IndexOfAnyInRange((byte)0x80, (byte)0x9F) >= 0)
        {
            var line = bytes.AsSpan(0, FirstAbove(bytes)).Count((byte)'\n') + 1;
            throw ProblemList.Only(content.Name, "its letters are neither UTF-8 nor Latin-1.", "Save the file as UTF-8.", line);
        }

        var changed = bytes.Count(letter => letter >= 0xA0);
        return (Reader(content, Encoding.Latin1), $"not UTF-8: read as Latin-1, which concerns {changed} letters; check the names");
    }

    private static StreamReader Reader(FileContent content, Encoding encoding) =>
        new(new MemoryStream(content.Bytes, writable: false), encoding, detectEncodingFromByteOrderMarks: true);

    private static int FirstAbove(byte[] bytes) => Math.Max(0, bytes.AsSpan().IndexOfAnyInRange((byte)0x80, (byte)0x9F));
}
