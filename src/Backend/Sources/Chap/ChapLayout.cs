using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Recognizes the layouts in which other programs and people write counts, so that the message speaks of the file's form: advice to
/// rename a single column would lead to the next error.
/// </summary>
internal static class ChapLayout
{
    private const int LinesLookedAt = 20;

    /// <summary>What form a file has whose header lacks a column; null where it is none of those known.</summary>
    public static (string What, string Remedy)? Of(FileContent content, long headerLine)
    {
        var (records, quiet) = (new List<(string[] Fields, long Line)>(), new Warnings());
        using (var text = new CsvText(content, new ProblemList(content.Name), quiet))
        {
            text.Read(
                (csv, line) =>
                {
                    records.Add((CsvText.Fields(csv), line));
                    return records.Count < LinesLookedAt;
                }
            );
        }

        return records.Count == 0
            ? null
            : Titles(records, content, headerLine)
                ?? new ChapTable(records[0].Fields, [.. records.Skip(1).Select(record => record.Fields)]).Layout();
    }

    /// <summary>The names of the columns stand further down, below a title.</summary>
    private static (string, string)? Titles(List<(string[] Fields, long Line)> records, FileContent content, long headerLine)
    {
        // The separator was taken from the title, so the lines are looked at as they stand.
        var lines = Lines(content);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Line > headerLine && IsHeader(lines[i].Text))
            {
                var above = lines[i].Line - 1;
                return (
                    $"the names of the columns stand in line {lines[i].Line}; what stands above them is no data.",
                    (
                        above == 1
                            ? "Delete the first line, so that the names of the columns come first."
                            : $"Delete the first {above} lines, so that the names of the columns come first."
                    ) + Renames(Names(lines[i].Text))
                );
            }
        }

        return null;
    }

    private static bool IsHeader(string line)
    {
        var names = Names(line);
        return Array.Exists(names, name => Means(name, ChapColumns.Period))
            && Array.Exists(names, name => Means(name, ChapColumns.Location));
    }

    private static string[] Names(string line) => [.. line.Split(',', ';', '\t', '|').Select(name => name.Trim().Trim('"'))];

    private static bool Means(string name, string column) =>
        name.Equals(column, StringComparison.OrdinalIgnoreCase) || ChapColumns.MayMean(column, name);

    /// <summary>What is to be renamed below the title, as a sentence with a leading space; empty where nothing is.</summary>
    private static string Renames(string[] names)
    {
        string[] renames =
        [
            .. ChapColumns
                .Required.Where(column => !names.Contains(column, StringComparer.OrdinalIgnoreCase))
                .Select(column => ChapColumns.Meant(column, names) is { } meant ? $"{meant} to {column}" : null)
                .OfType<string>(),
        ];
        return renames.Length == 0 ? "" : $" Then rename {string.Join(", ", renames)}.";
    }

    private static List<(string Text, long Line)> Lines(FileContent content)
    {
        var lines = new List<(string, long)>();
        using var text = FileText.Open(content).Reader;
        for (var line = 1; line <= LinesLookedAt && text.ReadLine() is { } found; line++)
        {
            lines.Add((found, line));
        }

        return lines;
    }
}
