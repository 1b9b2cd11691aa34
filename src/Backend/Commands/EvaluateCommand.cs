using System.CommandLine;
using System.Globalization;
using MalariaPredictor.Backend.Ablations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Evaluation;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>evaluate</c>: the scores of the candidates on the stored data; registers nothing.</summary>
internal static class EvaluateCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var ablate = new Option<bool>("--ablate")
        {
            Description = "Say instead what the weather is worth: as observed, as usual in the season, and none.",
        };
        var command = new Command("evaluate", "Back-test the candidate models on the stored data and print their scores. Changes nothing.")
        {
            json,
            ablate,
        };
        command.SetAction(
            (parsed, stop) =>
                parsed.GetValue(ablate)
                    ? AblateAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
                    : EvaluateAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
        );
        return command.WithExamples(
            "malaria-predictor evaluate",
            "malaria-predictor evaluate --json",
            "malaria-predictor evaluate --ablate"
        );
    }

    private static async Task<int> EvaluateAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var known = await KnownHistory.ReadAsync(database, cancellationToken);
        var scores = Training.Evaluate(known.Panel, cancellationToken);
        var totals = TotalEvaluation.Of(
            known.Panel,
            scores,
            await new LocationParents(database).HierarchyAsync(cancellationToken),
            cancellationToken
        );
        if (json)
        {
            JsonOutput.Write(
                console.Output,
                new
                {
                    scores.Champion,
                    scores.Reason,
                    scores.Backtest,
                    scores.Overall,
                    scores.IsYardstick,
                    totals,
                }
            );
        }
        else
        {
            ScoresTable.Write(console.Output, scores);
            TotalsTable.Write(console.Output, totals);
        }

        return ExitCode.Done;
    }

    private static async Task<int> AblateAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownHistory.ReadAsync(new Database(here.Options().Database), cancellationToken);
        var ablation = Ablation.Of(known.Panel, cancellationToken);
        if (json)
        {
            JsonOutput.Write(console.Output, ablation);
        }
        else
        {
            AblationTable.Write(console.Output, ablation);
        }

        return ExitCode.Done;
    }
}

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
