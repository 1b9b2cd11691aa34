using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backtest;

/// <summary>Seasonal, noisy, seeded cases: only their number matters here.</summary>
internal static class SyntheticPanel
{
    public static Panel Of(int locations, int months)
    {
        var random = new Random(20240);
        var cases = new double[locations * months];
        for (var i = 0; i < cases.Length; i++)
        {
            cases[i] = Math.Round(200 * Math.Exp(Math.Sin(i % months * Math.PI / 6) + random.NextDouble()));
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, locations).Select(i => $"{i:00000}")],
            Period.Month(2014, 1),
            months,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases }
        );
    }
}
