using System.Diagnostics;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>What the back-tests cost on one thread, refitted at every origin: the fastest of three runs.</summary>
internal static class TimeTable
{
    public static void Print(IReadOnlyList<(string Name, Panel Panel)> sets)
    {
        Console.WriteLine(
            "| set | origins × horizons | state-space, ms | endemic-epidemic, ms | anomaly-ridge, ms | ensemble, ms | MB allocated by the ensemble |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, panel) in sets)
        {
            var plan = BacktestPlan.For(panel);
            Period[] origins = [.. plan.Origins];
            var (stateSpace, _) = Measure(panel, plan, origins, new StateSpace());
            var (endemic, _) = Measure(panel, plan, origins, new EndemicEpidemic());
            var (ridge, _) = Measure(panel, plan, origins, new AnomalyRidge());
            var (ensemble, allocated) = Measure(panel, plan, origins, new Ensemble());
            Console.WriteLine(
                $"| {name} | {origins.Length} × {plan.Horizons.Count} | {stateSpace:0} | {endemic:0} | {ridge:0} | {ensemble:0} | {allocated:0} |"
            );
        }
    }

    private static (double Milliseconds, double Megabytes) Measure(Panel panel, BacktestPlan plan, Period[] origins, IForecastModel model)
    {
        var best = (Milliseconds: double.PositiveInfinity, Megabytes: 0.0);
        for (var run = 0; run < 3; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            foreach (var origin in origins)
            {
                model.Forecast(panel.UpTo(origin), plan.Horizons);
            }

            var elapsed = clock.Elapsed.TotalMilliseconds;
            best = elapsed < best.Milliseconds ? (elapsed, (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6) : best;
        }

        return best;
    }
}
