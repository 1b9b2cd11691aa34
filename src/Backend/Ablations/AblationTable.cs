using System.Globalization;
using Spectre.Console;

namespace MalariaPredictor.Backend.Ablations;

/// <summary>An ablation as a table for people.</summary>
internal static class AblationTable
{
    private const int Width = 120;

    public static void Write(TextWriter output, Ablation ablation)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in new[] { "weather", "horizon", "cases", "WIS", "log-WIS", "MAE", "cov80", "rel WIS", "rel log-WIS" })
        {
            var column = new TableColumn(heading).NoWrap();
            table.AddColumn(heading is "weather" ? column : column.RightAligned());
        }

        foreach (var row in ablation.Rows)
        {
            table.AddRow([.. Cells(row).Select(Markup.Escape)]);
        }

        console.WriteLine(
            $"{ablation.Model}: {ablation.Locations} locations, {ablation.Origins} origins; relative to the same model without weather."
        );
        console.Write(table);
        console.WriteLine(ablation.Sentence);
        foreach (var (horizon, use) in ablation.Newest)
        {
            console.WriteLine(FormattableString.Invariant($"From the newest origin, horizon {horizon}: {use.Words}"));
        }
    }

    private static string[] Cells(AblationRow row) =>
        [
            row.Weather,
            row.Horizon?.ToString(CultureInfo.InvariantCulture) ?? "all",
            Text(row.Scores.Cases, "#,0"),
            Text(row.Scores.Wis, "#,0.0"),
            Text(row.Scores.LogWis, "0.0000"),
            Text(row.Scores.Mae, "#,0.0"),
            Text(row.Scores.Coverage80, "0.00"),
            Text(row.Scores.RelativeWis, "0.000"),
            Text(row.Scores.RelativeLogWis, "0.000"),
        ];

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
