using System.Diagnostics;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>How time and memory of one forecast of the ensemble, fit included, grow with the number of locations.</summary>
internal static class ScalingTable
{
    public static void Print()
    {
        Console.WriteLine("| locations × 60 months | forecast at 3 horizons, ms, one thread | µs per location | MB allocated | MB held |");
        Console.WriteLine("|---|---|---|---|---|");
        for (var warm = 0; warm < 15; warm++)
        {
            Measure(100);
        }

        foreach (var locations in new[] { 100, 500, 1000, 2000, 5000 })
        {
            var (milliseconds, allocated, held) = Measure(locations);
            Console.WriteLine($"| {locations} | {milliseconds:0} | {1000 * milliseconds / locations:0} | {allocated:0} | {held:0} |");
        }
    }

    private static (double Milliseconds, double Allocated, double Held) Measure(int locations)
    {
        var panel = Synthetic(locations, 60);
        var best = (Milliseconds: double.PositiveInfinity, Allocated: 0.0);
        for (var run = 0; run < 3; run++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            Ensemble.Fit(panel, [1, 2, 3]);
            var elapsed = clock.Elapsed.TotalMilliseconds;
            best = elapsed < best.Milliseconds ? (elapsed, (GC.GetAllocatedBytesForCurrentThread() - start) / 1e6) : best;
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var fit = Ensemble.Fit(panel, [1, 2, 3]);
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        GC.KeepAlive(fit);
        return (best.Milliseconds, best.Allocated, held);
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
