using System.Diagnostics;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>What the back-tests of all members and the ensemble cost, all origins in one pass: the fastest of three runs.</summary>
internal static class TimeTable
{
    public static void Print(IReadOnlyList<(string Name, Panel Panel)> sets)
    {
        Console.WriteLine("| set | origins × horizons | members and ensemble, ms, one thread |");
        Console.WriteLine("|---|---|---|");
        foreach (var (name, panel) in sets)
        {
            var plan = BacktestPlan.For(panel);
            var best = double.PositiveInfinity;
            for (var run = 0; run < 3; run++)
            {
                var clock = Stopwatch.StartNew();
                RollingOrigin.Score(panel, plan, [.. Member.All, new Ensemble()], threads: 1);
                best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
            }

            Console.WriteLine($"| {name} | {plan.Origins.Count()} × {plan.Horizons.Count} | {best:0} |");
        }
    }
}
