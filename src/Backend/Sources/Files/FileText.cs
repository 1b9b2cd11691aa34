using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>Finds out in which encoding a file is written.</summary>
internal static class FileText
{
    private const int MostLetters = 5;

    /// <summary>What Windows-1252 has where Latin-1 has no letters, from 0x80 on; U+FFFD where it has none either.</summary>
    private const string Windows = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ";

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

        if (Mixed(bytes) is { } invalid)
        {
            throw ProblemList.Only(
                content.Name,
                $"its letters are UTF-8, except byte 0x{bytes[invalid]:X2} ({Around(bytes, invalid)}): the file mixes two encodings.",
                "Save the file as UTF-8 and check that letter.",
                bytes.AsSpan(0, invalid).Count((byte)'\n') + 1
            );
        }

        if (bytes.AsSpan().IndexOfAnyInRange((byte)0x80, (byte)0x9F) is var foreign and >= 0)
        {
            var line = bytes.AsSpan(0, foreign).Count((byte)'\n') + 1;
            throw ProblemList.Only(
                content.Name,
                $"its letters are neither UTF-8 nor Latin-1: byte 0x{bytes[foreign]:X2}"
                    + (
                        Windows[bytes[foreign] - 0x80] is var letter and not '\uFFFD'
                            ? $" is {letter} in Windows-1252 ({Around(bytes, foreign)})."
                            : "."
                    ),
                "Save the file as UTF-8 (in Excel: \"CSV UTF-8\"), so that no letter has to be guessed.",
                line
            );
        }

        var changed = bytes.Where(letter => letter >= 0xA0).ToArray();
        var letters = string.Join(' ', changed.Distinct().Take(MostLetters).Select(letter => (char)letter));
        return (
            Reader(content, Encoding.Latin1),
            $"not UTF-8: read as Latin-1, which concerns {changed.Length} letters ({letters}); check the names"
        );
    }

    /// <summary>
    /// The first byte that is no UTF-8 in a file that has letters of UTF-8 too: as Latin-1 all of those would be read wrong. Null where it
    /// has none.
    /// </summary>
    private static int? Mixed(ReadOnlySpan<byte> bytes)
    {
        var (letters, invalid) = (0, -1);
        for (int at = 0, used; at < bytes.Length; at += used)
        {
            if (bytes[at] < 0x80)
            {
                used = 1;
            }
            else if (Rune.DecodeFromUtf8(bytes[at..], out _, out used) == OperationStatus.Done)
            {
                letters++;
            }
            else
            {
                invalid = invalid < 0 ? at : invalid;
                used = 1;
            }
        }

        return letters > 0 && invalid >= 0 ? invalid : null;
    }

    /// <summary>The word in which a byte stands, as Windows-1252 has it.</summary>
    private static string Around(byte[] bytes, int at)
    {
        var (first, last) = (at, at);
        while (first > 0 && at - first < 20 && IsOfWord(bytes[first - 1]))
        {
            first--;
        }

        while (last < bytes.Length - 1 && last - at < 20 && IsOfWord(bytes[last + 1]))
        {
            last++;
        }

        return string.Concat(
            bytes[first..(last + 1)].Select(letter => letter is >= 0x80 and < 0xA0 ? Windows[letter - 0x80] : (char)letter)
        );
    }

    private static bool IsOfWord(byte letter) => letter >= 0x80 || char.IsAsciiLetterOrDigit((char)letter);

    private static StreamReader Reader(FileContent content, Encoding encoding) =>
        new(new MemoryStream(content.Bytes, writable: false), encoding, detectEncodingFromByteOrderMarks: true);
}
