using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>Makes panels with other weather than was observed.</summary>
public static class Scenario
{
    /// <summary>
    /// The same panel with one variable changed over the last periods, such as <c>rain => 1.2 * rain</c>; missing values stay so.
    /// </summary>
    /// <param name="panel">What was observed.</param>
    /// <param name="variable">Such as <see cref="Variables.Rainfall"/>; a panel without it is returned as it is.</param>
    /// <param name="periods">How many of the last periods.</param>
    /// <param name="change">From the observed value to the scenario's, in the variable's unit.</param>
    public static Panel Change(Panel panel, string variable, int periods, Func<double, double> change)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periods);
        var columns = panel.Variables.ToDictionary(name => name, name => Column(panel, name), StringComparer.Ordinal);
        if (columns.TryGetValue(variable, out var values))
        {
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = k % panel.Count >= panel.Count - periods ? change(values[k]) : values[k];
            }
        }

        return Panel.FromColumns(panel.Locations, panel.First, panel.Count, columns);
    }

    /// <summary>The same panel with more periods at its end, of which nothing is known yet.</summary>
    /// <param name="panel">What was observed.</param>
    /// <param name="periods">How many.</param>
    public static Panel Extend(Panel panel, int periods)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periods);
        return Panel.FromColumns(
            panel.Locations,
            panel.First,
            panel.Count + periods,
            panel.Variables.ToDictionary(
                name => name,
                name =>
                    (double[])
                        [
                            .. Enumerable
                                .Range(0, panel.Locations.Count)
                                .SelectMany(i => panel.Series(i, name).ToArray().Concat(Enumerable.Repeat(double.NaN, periods))),
                        ],
                StringComparer.Ordinal
            )
        );
    }

    private static double[] Column(Panel panel, string variable)
    {
        var values = new double[panel.Locations.Count * panel.Count];
        for (var i = 0; i < panel.Locations.Count; i++)
        {
            panel.Series(i, variable).CopyTo(values.AsSpan(i * panel.Count));
        }

        return values;
    }
}
