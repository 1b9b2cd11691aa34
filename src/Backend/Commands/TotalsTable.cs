using System.Globalization;
using MalariaPredictor.Forecasting.Evaluation;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary>Back-test scores of totals as a table for people.</summary>
internal static class TotalsTable
{
    private const int Width = 132;

    public static void Write(TextWriter output, IReadOnlyList<LevelScores> totals)
    {
        if (totals.Count == 0)
        {
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in new[] { "totals", "groups", "cases", "WIS", "log-WIS", "cov50", "cov80", "cov95" })
        {
            var column = new TableColumn(heading).NoWrap();
            table.AddColumn(heading == "totals" ? column : column.RightAligned());
        }

        foreach (var (level, groups, scores) in totals)
        {
            table.AddRow(
                Markup.Escape(level),
                Text(groups, "#,0"),
                Text(scores.Cases, "#,0"),
                Text(scores.Wis, "#,0.0"),
                Text(scores.LogWis, "0.000"),
                Text(scores.Coverage50, "0.00"),
                Text(scores.Coverage80, "0.00"),
                Text(scores.Coverage95, "0.00")
            );
        }

        console.WriteLine();
        console.WriteLine("Totals, from samples of all locations added up draw by draw, scored on the sum of what was then reported.");
        console.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
