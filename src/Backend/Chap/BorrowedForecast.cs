using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Chap;

/// <summary>
/// CHAP needs samples of every place. Of a place that has reported too little for a forecast, no more is known than that it is one of
/// its country's: it is given the mixture of the forecasts of all other places, per head where both populations are known. That is
/// wide, and says so honestly.
/// </summary>
internal static class BorrowedForecast
{
    /// <summary>Points taken of each forecast for the mixture.</summary>
    private const int Points = 99;

    /// <summary>Fills the empty places of a table.</summary>
    /// <param name="table">The forecasts.</param>
    /// <param name="populations">Per location; NaN where unknown.</param>
    /// <returns>The names of the locations that were given any.</returns>
    /// <exception cref="UserFacingException">At some horizon there is no forecast at all.</exception>
    public static IReadOnlyList<string> Fill(ForecastTable table, double[] populations)
    {
        var filled = new SortedSet<string>(StringComparer.Ordinal);
        for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
        {
            var own = Enumerable.Range(0, table.Locations.Count).Where(location => table[location, horizon] is not null).ToArray();
            if (own.Length == 0)
            {
                throw new UserFacingException("No location has reported enough for any forecast.", "Give a longer history.");
            }

            foreach (var location in Enumerable.Range(0, table.Locations.Count).Except(own).ToArray())
            {
                table[location, horizon] = Mixture(own.Select(other => (table[other, horizon]!, Ratio(populations, location, other))));
                filled.Add(table.Locations[location]);
            }
        }

        return [.. filled];
    }

    private static double Ratio(double[] populations, int location, int other) =>
        populations[location] > 0 && populations[other] > 0 ? populations[location] / populations[other] : 1;

    private static QuantileForecast Mixture(IEnumerable<(QuantileForecast Forecast, double Ratio)> forecasts) =>
        Aggregation.Quantiles([
            .. forecasts.SelectMany(part =>
                Enumerable.Range(0, Points).Select(i => part.Ratio * QuantileCurve.At(part.Forecast, (i + .5) / Points))
            ),
        ]);
}
