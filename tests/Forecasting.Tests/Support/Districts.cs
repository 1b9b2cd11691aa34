using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>A made-up country: districts of different size with a common season, chance, and weather that comes before the cases.</summary>
internal static class Districts
{
    /// <summary>Cases, rain and temperature; the same for the same arguments.</summary>
    /// <param name="locations">How many districts.</param>
    /// <param name="periods">How many periods.</param>
    /// <param name="first">The first period; by default January 2018.</param>
    /// <param name="cases">What to make of the cases: location, period, value.</param>
    /// <param name="weather">What to make of rain and temperature likewise; NaN makes them missing.</param>
    /// <param name="climate">Whether the panel has any weather.</param>
    public static Panel Of(
        int locations,
        int periods,
        Period? first = null,
        Func<int, int, double, double>? cases = null,
        Func<int, int, double, double>? weather = null,
        bool climate = true
    )
    {
        var begin = first ?? Period.Month(2018, 1);
        var year = begin.Type == PeriodType.Month ? 12.0 : 52.18;
        var random = new Random(4711);
        double[] shocks = [.. Enumerable.Range(0, periods).Select(_ => random.NextDouble() - .5)];
        var columns = new[] { Variables.Cases, Variables.Rainfall, Variables.MeanTemperature }
            .Take(climate ? 3 : 1)
            .ToDictionary(name => name, _ => new double[locations * periods], StringComparer.Ordinal);
        for (var i = 0; i < locations; i++)
        {
            var level = 3 + (i % 5);
            for (var t = 0; t < periods; t++)
            {
                var season = Math.Sin(2 * Math.PI * (begin.Number - 1 + t) / year);
                var rain = 80 * (1 + season) * (.5 + random.NextDouble());
                var temperature = 22 + season + random.NextDouble();
                var value = Math.Round(Math.Exp(level + (.8 * season) + (.6 * shocks[t]) + (.4 * (random.NextDouble() - .5))));
                columns[Variables.Cases][(i * periods) + t] = cases?.Invoke(i, t, value) ?? value;
                if (climate)
                {
                    columns[Variables.Rainfall][(i * periods) + t] = weather?.Invoke(i, t, rain) ?? rain;
                    columns[Variables.MeanTemperature][(i * periods) + t] = weather?.Invoke(i, t, temperature) ?? temperature;
                }
            }
        }

        return Panel.FromColumns([.. Enumerable.Range(0, locations).Select(i => $"district {i:00000}")], begin, periods, columns);
    }
}
