using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Species;

/// <summary>
/// Forecasts <i>P. falciparum</i> and <i>P. vivax</i> each by itself where both are reported, and their sum from draws in which the two add up. Elsewhere,
/// and where a panel has no species, it is the model it is given, bit for bit.
/// <para>
/// A location is forecast by species if both are given in four of five of its reports: else the sum would rest on a shorter history than the total has.
/// </para>
/// </summary>
public sealed class BySpecies(IForecastModel model) : IForecastModel
{
    private const double LeastShare = .8;

    /// <inheritdoc/>
    public string Name => model.Name;

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons)
    {
        int[] rows = [.. Rows(history)];
        if (rows.Length == 0)
        {
            return model.Forecast(history, horizons);
        }

        ForecastTable[] species = [.. Variables.Species.Select(variable => model.Forecast(history.WithCases(variable), horizons))];
        var table = rows.Length < history.Locations.Count
            ? model.Forecast(history, horizons) : new ForecastTable(history.Last, history.Locations, horizons);
        table.Species = Array.ConvertAll(species, _ => new ForecastTable(history.Last, history.Locations, horizons));
        foreach (var row in rows)
        {
            for (var j = 0; j < horizons.Count; j++)
            {
                table[row, j] = null;
                if (species[0][row, j] is { } first && species[1][row, j] is { } second)
                {
                    (table.Species[0][row, j], table.Species[1][row, j]) = (first, second);
                    table[row, j] = Aggregation.Quantiles(SpeciesDraws.Of(first, second, history.Locations[row], horizons[j], new SampleOptions()).Totals);
                }
            }
        }

        return table;
    }

    private static IEnumerable<int> Rows(Panel history)
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
}
