using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Reads a CSV file as a table, whatever stands above its header.</summary>
internal static class CsvTable
{
    private const int LinesLookedAt = 30;
    private const int MostCells = 50_000_000;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <exception cref="RejectedFileException">The file is no text, or a line of it cannot be read.</exception>
    public static Table Read(FileContent content, int most = int.MaxValue)
    {
        var (problems, warnings, rows, cells) = (new ProblemList(content.Name), new Warnings(), new List<TableRow>(), 0L);
        using var text = new CsvText(content, problems, warnings, Separator(content));
        text.Read(
            (csv, line) =>
            {
                rows.Add(new TableRow(line, CsvText.Fields(csv)));
                cells += csv.RowFieldCount;
                return rows.Count < most && cells < MostCells;
            }
        );
        problems.ThrowIfAny();
        return cells < MostCells
            ? new Table(null, text.Delimiter, rows) { Warnings = warnings.All }
            : throw ProblemList.Only(
                content.Name,
                $"it has more than {MostCells:N0} cells.",
                "Split it by years, or write it as one line for each place and period, which may be longer."
            );
    }

    /// <summary>A title line names no separator, so the lines below it decide: the one that the most lines hold most of.</summary>
    private static char? Separator(FileContent content)
    {
        var lines = new List<string>();
        using (var text = FileText.Open(content).Reader)
        {
            while (lines.Count < LinesLookedAt && text.ReadLine() is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Add(line);
                }
            }
        }

        if (lines.Count > 0 && lines[0].Trim().Trim('"').StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var counts = Separators.Select(separator => (Separator: separator, Lines: lines.Select(line => Count(line, separator)).ToArray()));
        var best = counts
            .OrderByDescending(count => count.Lines.Count(number => number > 0))
            .ThenByDescending(count => count.Lines.Max(defaultMax: 0))
            .First();
        return best.Lines.Length > 0 && best.Lines.Max() > 0 ? best.Separator : null;
    }

    private static int Max(this int[] numbers, int defaultMax) => numbers.Length == 0 ? defaultMax : numbers.Max();

    private static int Count(string line, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var letter in line)
        {
            quoted ^= letter == '"';
            count += !quoted && letter == separator ? 1 : 0;
        }

        return count;
    }
}
