using System.Globalization;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Evaluation;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary>Back-test scores as a table for people.</summary>
internal static class ScoresTable
{
    private const int Width = 132;

    public static void Write(TextWriter output, ModelScores scores)
    {
        var backtest = scores.Backtest;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        var table = new Table().Border(TableBorder.Simple);
        foreach (
            var heading in new[]
            {
                "model",
                "horizon",
                "origins",
                "cases",
                "WIS",
                "log-WIS",
                "MAE",
                "cov50",
                "cov80",
                "cov95",
                "rel WIS",
                "rel log-WIS",
            }
        )
        {
            var column = new TableColumn(heading).NoWrap();
            table.AddColumn(heading is "model" or "origins" ? column : column.RightAligned());
        }

        foreach (var row in backtest.Scores)
        {
            table.AddRow([.. Cells(row).Select(Markup.Escape)]);
        }

        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{backtest.Locations} locations, {backtest.Origins.Count} origins{Span(backtest)}; relative to {backtest.Yardstick} on "
                    + $"the same cases."
            )
        );
        console.Write(table);
        console.WriteLine(scores.Reason);
    }

    private static string Span(BacktestReport backtest) =>
        backtest.Origins.Count == 0 ? "" : $" from {backtest.Origins[0].Period} to {backtest.Origins[^1].Period}";

    private static string[] Cells(HorizonScores row) =>
        [
            row.Model,
            row.Horizon?.ToString(CultureInfo.InvariantCulture) ?? "all",
            row.Half == OriginHalf.Both ? "all"
            : row.Half == OriginHalf.Early ? "early"
            : "late",
            Text(row.Means.Cases, "#,0"),
            Text(row.Means.Wis, "#,0.0"),
            Text(row.Means.LogWis, "0.000"),
            Text(row.Means.Mae, "#,0.0"),
            Text(row.Means.Coverage50, "0.00"),
            Text(row.Means.Coverage80, "0.00"),
            Text(row.Means.Coverage95, "0.00"),
            Text(row.Means.RelativeWis, "0.000"),
            Text(row.Means.RelativeLogWis, "0.000"),
        ];

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
