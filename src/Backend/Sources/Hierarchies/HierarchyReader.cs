using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Hierarchies;

/// <summary>
/// Reads a CSV file of two columns, <c>location,parent</c>: a line for each location and each group that is part of
/// another.
/// </summary>
internal static class HierarchyReader
{
    private static readonly string[] Required = [ChapColumns.Location, ChapColumns.Parent];

    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static async Task<HierarchyFile> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        Read(await FileContent.ReadAsync(path, cancellationToken));

    public static HierarchyFile Read(FileContent content)
    {
        var (problems, warnings, lines) = (new ProblemList(content.Name), new Warnings(), new List<ParentLine>());
        using (var text = new CsvText(content, problems, warnings))
        {
            int[]? columns = null;
            text.Read(
                (csv, line) =>
                {
                    var fields = CsvText.Fields(csv);
                    if (columns is null)
                    {
                        columns = Columns(fields, line, problems);
                    }
                    else if (fields.Any(field => field.Length > 0))
                    {
                        Add(fields, columns, line, lines, problems);
                    }

                    return true;
                }
            );
        }

        if (lines.Count == 0 && problems.Total == 0)
        {
            problems.Add(
                0,
                "",
                "",
                "no line names a parent.",
                "Write a line for each location: its name and that of the group it is part of."
            );
        }

        problems.ThrowIfAny();
        return new HierarchyFile(content.Name, lines, warnings.All);
    }

    private static int[] Columns(string[] header, long line, ProblemList problems)
    {
        int[] columns =
        [
            .. Required.Select(name => Array.FindIndex(header, given => given.Equals(name, StringComparison.OrdinalIgnoreCase))),
        ];
        foreach (var missing in Required.Where((_, index) => columns[index] < 0))
        {
            problems.Add(
                line,
                missing,
                string.Join(", ", header),
                "the column is missing.",
                "A hierarchy has the columns location,parent."
            );
        }

        problems.ThrowIfAny();
        return columns;
    }

    private static void Add(string[] fields, int[] columns, long line, List<ParentLine> lines, ProblemList problems)
    {
        if (fields.Length <= columns.Max())
        {
            problems.Add(line, "", string.Join(",", fields), "the line is too short.", "Write location and parent in each line.");
            return;
        }

        var (child, parent) = (fields[columns[0]], fields[columns[1]]);
        if (child.Length == 0)
        {
            problems.Add(line, ChapColumns.Location, "", "the location is empty.", "Write the location's name.");
        }
        else if (PlaceCells.Wrong(child) is { } wrong)
        {
            problems.Add(line, ChapColumns.Location, child, wrong, "Write the location's name.");
        }
        else if (parent.Length > 0 && PlaceCells.Wrong(parent) is { } wrongParent)
        {
            problems.Add(line, ChapColumns.Parent, parent, wrongParent, "Write the group's name.");
        }
        else if (parent.Length > 0)
        {
            // A top group may be listed with no parent.
            lines.Add(new ParentLine(child, parent, line));
        }
    }
}

/// <summary>A hierarchy that was found to be readable.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Lines">What it says.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record HierarchyFile(string Name, IReadOnlyList<ParentLine> Lines, IReadOnlyList<string> Warnings);
