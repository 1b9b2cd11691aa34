using System.Globalization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>The crash matrix as it stands in its document: between two marks, and written by nobody but the command.</summary>
internal static class CrashMatrixTable
{
    private const string Begin = "<!-- crash matrix: written by ./pipeline ci --crash-matrix -->";
    private const string End = "<!-- end of the crash matrix -->";

    public static string Render(IReadOnlyList<CrashMatrixRow> rows, string measuredOn)
    {
        IEnumerable<string> lines =
        [
            $"*{measuredOn}*",
            "",
            "| operation | blow | points | requests | failed | stuck | wrong | |",
            "|---|---|---|---|---|---|---|---|",
            .. rows.Select(row => Line(row.Operation, row.Blow, row.Points, row.Requests, row.Failed, row.Stuck, row.Wrong, row.Remark)),
            Line(
                "**all**",
                "",
                rows.Sum(row => row.Points),
                rows.Sum(row => row.Requests),
                rows.Sum(row => row.Failed),
                rows.Sum(row => row.Stuck),
                rows.Sum(row => row.Wrong),
                null
            ),
        ];
        return string.Join('\n', lines);
    }

    public static void Write(string document, string table)
    {
        var text = File.ReadAllText(document);
        var from = text.IndexOf(Begin, StringComparison.Ordinal);
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new UserFacingException(
                $"{document} has no place for the crash matrix",
                $"Put these two lines where it belongs:\n{Begin}\n{End}"
            );
        }
        AtomicFile.Write(document, System.Text.Encoding.UTF8.GetBytes($"{text[..(from + Begin.Length)]}\n\n{table}\n\n{text[to..]}"));
    }

    private static string Line(
        string operation,
        string blow,
        int points,
        long requests,
        long failed,
        long stuck,
        int wrong,
        string? remark
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {operation} | {blow} | {points} | {requests:#,0} | {failed} | {stuck} | {wrong} | {remark} |"
        );
}

/// <summary>What came of one row of the crash matrix: one operation, one kind of blow, at every point it can fall.</summary>
/// <param name="Number">Its place in the table.</param>
/// <param name="Operation">What was under way.</param>
/// <param name="Blow">What happened to it.</param>
/// <param name="Points">How often it was struck, each time at another point.</param>
/// <param name="Requests">Sent meanwhile.</param>
/// <param name="Failed">Of these: not answered wholly by one release.</param>
/// <param name="Stuck">Requests without an answer and commands without an end.</param>
/// <param name="Wrong">Points after which something was not as it must be.</param>
/// <param name="Remark">What the table says besides; why a row was left out.</param>
internal sealed record CrashMatrixRow(
    int Number,
    string Operation,
    string Blow,
    int Points,
    long Requests,
    long Failed,
    long Stuck,
    int Wrong,
    string? Remark = null
)
{
    public bool Holds => Failed == 0 && Stuck == 0 && Wrong == 0;
}
