using System.Diagnostics;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>How time and memory of a training, a forecast and the totals of three levels grow with the number of locations.</summary>
internal static class ScalingTable
{
    public static void Print(int[] sizes)
    {
        Console.WriteLine(
            "| locations × 120 months | back-test, s | totals, s | forecast, s | all, s | processor, s | ms of it per location | peak "
                + "memory, MB |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Measure(50);
        foreach (var locations in sizes)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var (test, totals, forecast) = Measure(locations);
            process.Refresh();
            var (all, used) = (test + totals + forecast, (process.TotalProcessorTime - before).TotalSeconds);
            Console.WriteLine(
                $"| {locations} | {test:0.0} | {totals:0.0} | {forecast:0.0} | {all:0.0} | {used:0.0} | {1000 * used / locations:0.0} | "
                    + $"{process.PeakWorkingSet64 / 1e6:0} |"
            );
        }
    }

    private static (double Test, double Totals, double Forecast) Measure(int locations)
    {
        var panel = Synthetic(locations, 120);
        var clock = Stopwatch.StartNew();
        RollingOrigin.Evaluate(panel, [.. Baselines.All, .. Member.All, new Ensemble()]);
        var test = clock.Elapsed.TotalSeconds;
        SummedGroup[] groups =
        [
            new SummedGroup("all", panel.Locations),
            .. panel.Locations.GroupBy(name => name[..3], StringComparer.Ordinal).Select(group => new SummedGroup("district", [.. group])),
            .. panel.Locations.GroupBy(name => name[..2], StringComparer.Ordinal).Select(group => new SummedGroup("region", [.. group])),
        ];
        TotalBacktest.ByLevel(panel, new Ensemble(), groups);
        TotalBacktest.ByLevel(panel, new SeasonalRelativePersistence(), groups);
        var totals = clock.Elapsed.TotalSeconds - test;
        new Ensemble().Forecast(panel, [1, 2, 3]);
        return (test, totals, clock.Elapsed.TotalSeconds - test - totals);
    }

    private static Panel Synthetic(int locations, int months)
    {
        var random = new Random(20240);
        var (cases, rain, temperature) = (new double[locations * months], new double[locations * months], new double[locations * months]);
        for (var i = 0; i < cases.Length; i++)
        {
            var season = Math.Sin(i % months * Math.PI / 6);
            cases[i] = Math.Round(200 * Math.Exp(season + random.NextDouble()));
            rain[i] = 100 * (1 + season) * random.NextDouble();
            temperature[i] = 24 + (3 * season) + random.NextDouble();
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, locations).Select(i => $"{i:00000}")],
            Period.Month(2019, 1),
            months,
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                [Variables.Cases] = cases,
                [Variables.Rainfall] = rain,
                [Variables.MeanTemperature] = temperature,
            }
        );
    }
}
