using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Simple;

namespace MalariaPredictor.Backtest;

/// <summary>How time grows with the number of locations: the last column should stay flat.</summary>
internal static class ScalingTable
{
    public static void Print()
    {
        Console.WriteLine(
            "| locations × 120 months | back-test of the baselines, ms | MB allocated | forecast of SRP from the newest origin, ms | "
                + "back-test, µs per location |"
        );
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var locations in new[] { 100, 500, 1000, 2000, 5000 })
        {
            var panel = SyntheticPanel.Of(locations, 120);
            var model = new SeasonalRelativePersistence();
            var backtest = Measured.Of(() => RollingOrigin.Evaluate(panel, Baselines.All));
            var forecast = Measured.Of(() => model.Forecast(panel, [1, 2, 3]));
            Console.WriteLine(
                $"| {locations} | {backtest.Milliseconds:0} | {backtest.AllocatedMegabytes:0} | {forecast.Milliseconds:0.0} | "
                    + $"{1000 * backtest.Milliseconds / locations:0} |"
            );
        }

        Console.WriteLine();
    }
}
