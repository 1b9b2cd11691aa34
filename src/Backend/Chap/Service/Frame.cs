using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>A table as CHAP sends it: column names, and rows of cells.</summary>
public sealed record Frame(IReadOnlyList<string>? Columns, IReadOnlyList<IReadOnlyList<JsonElement>>? Data)
{
    /// <summary>
    /// Reads what was observed, with the very reader that files have: the same tolerance, the same errors. Line 1 is the columns.
    /// </summary>
    /// <exception cref="RejectedFileException">Something is wrong with the table.</exception>
    internal static ChapFile Observed(Frame? frame, string name, CancellationToken cancellationToken) =>
        ChapReader.ReadObserved(Content(frame, name), cancellationToken);

    /// <summary>Reads what is to be forecast.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the table.</exception>
    internal static ChapFile Ahead(Frame? frame, string name, CancellationToken cancellationToken) =>
        ChapReader.ReadAhead(Content(frame, name), cancellationToken);

    private static FileContent Content(Frame? frame, string name)
    {
        if (frame?.Columns is not { Count: > 0 } columns || frame.Data is not { } rows)
        {
            throw ProblemList.Only(
                name,
                "the table is missing.",
                $$"""Send "{{name}}": {"columns": ["time_period", "location", …], "data": [[…], …]}."""
            );
        }

        var csv = new StringBuilder();
        Append(csv, columns.Select(Quoted));
        for (var row = 0; row < rows.Count; row++)
        {
            var line = row + 2;
            Append(csv, rows[row].Select(cell => Text(cell, name, line)));
        }

        return new FileContent(name, Encoding.UTF8.GetBytes(csv.ToString()), "");
    }

    private static void Append(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells).Append('\n');

    private static string Text(JsonElement cell, string name, long line) =>
        cell.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            JsonValueKind.String => Quoted(cell.GetString()!),
            JsonValueKind.Object or JsonValueKind.Array => throw ProblemList.Only(
                name,
                "a cell holds a table of its own.",
                "Send texts, numbers and null.",
                line
            ),
            _ => cell.GetRawText(),
        };

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
