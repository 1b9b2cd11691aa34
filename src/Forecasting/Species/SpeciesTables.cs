using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Species;

/// <summary>Which locations are forecast by species, and the table in which their species add up.</summary>
internal static class SpeciesTables
{
    private const double LeastShare = .8;

    /// <summary>
    /// The locations that give both species in four of five of their reports: else the sum would rest on a shorter history than the total
    /// has.
    /// </summary>
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

    /// <summary>The species beside the cases, at the locations that are forecast by species.</summary>
    /// <param name="history">What is known.</param>
    /// <param name="species">Per <see cref="Variables.Species"/> the forecasts of all locations.</param>
    /// <param name="whole">Those of the cases.</param>
    public static ForecastTable Join(Panel history, IReadOnlyList<ForecastTable> species, ForecastTable whole)
    {
        int[] rows = [.. Rows(history)];
        whole.Species =
            rows.Length == 0 ? [] : [.. species.Select(table => new ForecastTable(table.Origin, table.Locations, table.Horizons))];
        foreach (var row in rows)
        {
            for (var j = 0; j < whole.Horizons.Count; j++)
            {
                if (whole[row, j] is not null && species[0][row, j] is { } first && species[1][row, j] is { } second)
                {
                    (whole.Species[0][row, j], whole.Species[1][row, j]) = (first, second);
                }
            }
        }

        return whole;
    }
}
