using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// The weather of a panel on the scales on which it acts: rain as log(1 + mm), mean temperature in °C. What no weather can be (−9999 for a
/// missing value, say) is missing.
/// </summary>
internal static class WeatherValues
{
    private const double MostRain = 100_000;
    private const double Coldest = -100;
    private const double Hottest = 400;

    /// <summary>The variables that are weather.</summary>
    public static IReadOnlyList<string> Variables { get; } = [Series.Variables.Rainfall, Series.Variables.MeanTemperature];

    /// <summary>Periods × locations of one variable, NaN where missing.</summary>
    /// <param name="panel">Where they are from.</param>
    /// <param name="variable">One of <see cref="Variables"/>.</param>
    /// <param name="begin">The first period, as an offset in the panel.</param>
    /// <param name="periods">How many periods.</param>
    /// <param name="only">One location alone; all where there is none.</param>
    public static Grid Read(Panel panel, string variable, int begin, int periods, int? only = null)
    {
        var grid = new Grid(periods, only is null ? panel.Locations.Count : 1);
        for (var i = 0; i < grid.Columns; i++)
        {
            var series = panel.Series(only ?? i, variable)[begin..];
            for (var t = 0; t < grid.Rows; t++)
            {
                grid[t, i] =
                    variable == Series.Variables.Rainfall
                        ? series[t] is >= 0 and <= MostRain
                            ? double.LogP1(series[t])
                            : double.NaN
                        : series[t] is >= Coldest and <= Hottest
                            ? series[t]
                            : double.NaN;
            }
        }

        return grid;
    }
}
