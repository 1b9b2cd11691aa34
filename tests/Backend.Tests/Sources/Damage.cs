using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>
/// Changes a file at random. Rough changes are those of a bad copy, and most of their files cannot be read; gentle ones are those of people
/// and spreadsheets, and most of theirs can: only a file that is read can show a value that changed in silence.
/// </summary>
internal static class Damage
{
    private static readonly string[] Tokens =
    [
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\n",
        "\r\n",
        "\0",
        "\uFEFF",
        "\u0301",
        "\u00A0",
        "\u2011",
        "1.442",
        "1,442",
        "NaN",
        "-1",
        "1e400",
        "9e15",
        "2080-01",
        "2024-13",
        "2024W53",
        "sep=;\n",
        "Total",
        "North",
        "..",
        "é",
        "{",
        "}",
        "[",
        "]",
        "\\ud800",
        "null",
        "location",
        "parent",
        " ",
        "0",
        ".",
        "'",
    ];

    /// <summary>One to three changes of one kind.</summary>
    public static byte[] Of(Random random, string text, bool gentle)
    {
        var changes = random.Next(1, 4);
        if (!gentle)
        {
            return Rough(random, text, changes);
        }

        for (; changes > 0; changes--)
        {
            text = text.StartsWith('{') ? GentleJson(random, text) : GentleTable(random, text);
        }

        return [.. random.Next(8) == 0 ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];
    }

    private static byte[] Rough(Random random, string text, int changes)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (; changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 8)));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static string GentleTable(Random random, string text)
    {
        var lines = text.Split('\n').ToList();
        var last = Math.Max(2, lines.Count - 1);
        var (one, other) = (random.Next(1, last), random.Next(1, last));
        if (one >= lines.Count || other >= lines.Count)
        {
            return text;
        }

        switch (random.Next(13))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
            case 2:
                lines.Insert(one, random.Next(2) == 0 ? "" : new string(',', lines[0].Count(letter => letter == ',')));
                break;
            case 3:
                return text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            case 4 when !text.Contains('"', StringComparison.Ordinal):
                return text.Replace(',', random.Next(2) == 0 ? ';' : '\t');
            case 5:
                lines[one] = Respelled(random, lines[one]);
                break;
            case 6:
                lines[one] = Cell(lines[one], random, cell => $" {cell} ");
                break;
            case 7:
                lines[one] = Cell(lines[one], random, cell => cell.Contains('"', StringComparison.Ordinal) ? cell : $"\"{cell}\"");
                break;
            case 8:
                lines[one] = Cell(lines[one], random, cell => IsNumber(cell) ? "" : cell);
                break;
            case 9:
                lines[one] = Cell(lines[one], random, cell => IsNumber(cell) ? cell + ".0" : cell);
                break;
            case 10:
                for (var line = 0; line < lines.Count && lines[line].Length > 0; line++)
                {
                    var end = lines[line].EndsWith('\r') ? "\r" : "";
                    lines[line] = $"{lines[line].TrimEnd('\r')},{(line == 0 ? "note" : "ok")}{end}";
                }

                break;
            default:
                lines[one] = Cell(lines[one], random, cell => IsNumber(cell) ? $"{random.Next(100_000)}" : cell);
                break;
        }

        return string.Join('\n', lines);
    }

    private static string GentleJson(Random random, string text)
    {
        switch (random.Next(5))
        {
            case 0:
                return text.Replace(",", ",\n ", StringComparison.Ordinal);
            case 1:
                return text.Replace("\"code\"", "\"label\"", StringComparison.Ordinal);
            case 2:
                return text.Replace("\"properties\"", "\"id\":7,\"properties\"", StringComparison.Ordinal);
            case 3:
                return text.Replace("[0,0]", "[0.0,-0.5]", StringComparison.Ordinal);
            default:
                var at = text.IndexOf("\"name\":\"", random.Next(text.Length), StringComparison.Ordinal);
                var end = at < 0 ? -1 : text.IndexOf('"', at + 8);
                return end < 0 ? text : text[..(at + 8)] + Respelled(random, text[(at + 8)..end]) + text[end..];
        }
    }

    /// <summary>The same names, written otherwise.</summary>
    private static string Respelled(Random random, string text) =>
        random.Next(4) switch
        {
            0 => text.ToUpperInvariant(),
            1 => text.Replace("é", "e\u0301", StringComparison.Ordinal).Replace("ô", "o\u0302", StringComparison.Ordinal),
            2 => text.Replace(" ", "\u00A0", StringComparison.Ordinal),
            _ => text.Replace(" ", "  ", StringComparison.Ordinal),
        };

    private static string Cell(string line, Random random, Func<string, string> change)
    {
        var separator =
            line.Contains('\t') ? '\t'
            : line.Contains(';') ? ';'
            : ',';
        var cells = line.TrimEnd('\r').Split(separator);
        var at = random.Next(cells.Length);
        cells[at] = change(cells[at]);
        return string.Join(separator, cells) + (line.EndsWith('\r') ? "\r" : "");
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
