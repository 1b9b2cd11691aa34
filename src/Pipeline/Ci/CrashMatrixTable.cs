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
            throw new Failure($"{document} has no place for the crash matrix", $"Put these two lines where it belongs:\n{Begin}\n{End}");
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
