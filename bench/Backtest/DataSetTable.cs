using System.Globalization;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backtest;

/// <summary>The whole back-test of all baselines on each data set, refitted at every origin.</summary>
internal static class DataSetTable
{
    public static void Print(string folder)
    {
        Console.WriteLine(
            "| data set | locations × periods | origins × horizons | scored cases | champion | log-WIS | cov80 | ms, one thread | ms, all "
                + "threads |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (
            var file in Directory.EnumerateFiles(folder, "observations.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            var panel = Read(file);
            var report = RollingOrigin.Evaluate(panel, Baselines.All);
            var champion = ChampionSelection.From(report).Model;
            var scores = report.Models.Single(model => model.Model == champion).Overall;
            var one = Measured.Of(() => RollingOrigin.Evaluate(panel, Baselines.All, threads: 1));
            var all = Measured.Of(() => RollingOrigin.Evaluate(panel, Baselines.All));
            Console.WriteLine(
                $"| {Path.GetFileName(Path.GetDirectoryName(file))} | {panel.Locations.Count} × {panel.Count} | {report.Origins.Count} × "
                    + $"{report.Horizons.Count} | {scores.Cases} "
                    + $"| {champion} | {scores.LogWis:0.000} | {scores.Coverage80:0.00} | {one.Milliseconds:0} | {all.Milliseconds:0} |"
            );
        }

        Console.WriteLine();
    }

    private static Panel Read(string file)
    {
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
        var (period, location, cases) = (Column("time_period"), Column("location"), Column(Variables.Cases));
        var builder = new PanelBuilder();
        foreach (var fields in lines.Skip(1))
        {
            if (!PeriodParser.TryParse(fields[period], out var found, out var reason))
            {
                throw new InvalidDataException($"{file}: {reason}");
            }

            builder.Add(
                fields[location],
                found,
                Variables.Cases,
                fields[cases].Length == 0 ? double.NaN : double.Parse(fields[cases], CultureInfo.InvariantCulture)
            );
        }

        return builder.Build();

        int Column(string name) => Array.IndexOf(lines[0], name);
    }
}
