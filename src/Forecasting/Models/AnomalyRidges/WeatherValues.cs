using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// The weather of a panel on the scales on which it acts: rain as log(1 + mm), temperatures in °C, humidity in %, the vegetation index as
/// it is. What none of them can be (−9999 for a missing value, say) is missing.
/// </summary>
internal static class WeatherValues
{
    private static readonly Dictionary<string, (double Least, double Most)> Ranges = new(StringComparer.Ordinal)
    {
        [Series.Variables.Rainfall] = (0, 100_000),
        [Series.Variables.MeanTemperature] = (-100, 400),
        [Series.Variables.RelativeHumidity] = (0, 110),
        [Series.Variables.Ndvi] = (-1, 1),
        [Series.Variables.LandSurfaceTemperature] = (-100, 100),
    };

    /// <summary>The variables that are weather.</summary>
    public static IReadOnlyList<string> Variables { get; } = [Series.Variables.Rainfall, Series.Variables.MeanTemperature];

    /// <summary>What follows from the weather and may say more than it. Used where past forecasts were better for it.</summary>
    public static IReadOnlyList<string> Further { get; } =
    [Series.Variables.RelativeHumidity, Series.Variables.Ndvi, Series.Variables.LandSurfaceTemperature];

    /// <summary>Periods × locations of one variable, NaN where missing.</summary>
    /// <param name="panel">Where they are from.</param>
    /// <param name="variable">One of <see cref="Variables"/> or <see cref="Further"/>.</param>
    /// <param name="begin">The first period, as an offset in the panel.</param>
    /// <param name="periods">How many periods.</param>
    /// <param name="only">One location alone; all where there is none.</param>
    public static Grid Read(Panel panel, string variable, int begin, int periods, int? only = null)
    {
        var (least, most) = Ranges[variable];
        var grid = new Grid(periods, only is null ? panel.Locations.Count : 1);
        for (var i = 0; i < grid.Columns; i++)
        {
            var series = panel.Series(only ?? i, variable)[begin..];
            for (var t = 0; t < grid.Rows; t++)
            {
                grid[t, i] =
                    !(series[t] >= least && series[t] <= most) ? double.NaN
                    : variable == Series.Variables.Rainfall ? double.LogP1(series[t])
                    : series[t];
            }
        }

        return grid;
    }
}
