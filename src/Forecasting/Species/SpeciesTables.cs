using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Species;

/// <summary>Which locations are forecast by species, and the table in which their species add up.</summary>
internal static class SpeciesTables
{
    private const double LeastShare = .8;

    /// <summary>The locations that give both species in four of five of their reports: else the sum would rest on a shorter history than the total has.</summary>
    public static IEnumerable<int> Rows(Panel history)
    {
        for (var row = 0; row < history.Locations.Count && Variables.Species.All(history.Has); row++)
        {
            var first = history.Series(row, Variables.FalciparumCases);
            var second = history.Series(row, Variables.VivaxCases);
            var total = history.Series(row, Variables.Cases);
            var (both, any) = (0, 0);
            for (var t = 0; t < total.Length; t++)
            {
                both += double.IsNaN(first[t]) || double.IsNaN(second[t]) ? 0 : 1;
                any += double.IsNaN(total[t]) ? 0 : 1;
            }

            if (both > 0 && both >= LeastShare * any)
            {
                yield return row;
            }
        }
    }

    /// <summary>The species of some locations beside their sums, and everybody else as a whole.</summary>
    /// <param name="rows">The locations that are forecast by species.</param>
    /// <param name="species">Per <see cref="Variables.Species"/> the forecasts of all locations.</param>
    /// <param name="whole">Those of the cases, of which the locations that have no species are taken; null where all have them.</param>
    public static ForecastTable Join(IReadOnlySet<int> rows, IReadOnlyList<ForecastTable> species, ForecastTable? whole)
    {
        var table = Empty(species[0]);
        table.Species = [.. species.Select(Empty)];
        for (var row = 0; row < table.Locations.Count; row++)
        {
            for (var j = 0; j < table.Horizons.Count; j++)
            {
                if (!rows.Contains(row))
                {
                    table[row, j] = whole?[row, j];
                }
                else if (species[0][row, j] is { } first && species[1][row, j] is { } second)
                {
                    (table.Species[0][row, j], table.Species[1][row, j]) = (first, second);
                    table[row, j] = Sum(first, second, table.Locations[row], table.Horizons[j]);
                }
            }
        }

        return table;
    }

    /// <summary>The forecast of the sum of two species, from the draws in which they add up.</summary>
    public static QuantileForecast Sum(QuantileForecast first, QuantileForecast second, string location, int horizon) =>
        Aggregation.Quantiles(SpeciesDraws.Of(first, second, location, horizon, new SampleOptions()).Totals);

    private static ForecastTable Empty(ForecastTable like) => new(like.Origin, like.Locations, like.Horizons);
}
