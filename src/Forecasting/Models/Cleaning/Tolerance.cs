using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// How far, on log(1 + cases), a location's values may stray before one is taken for a mistake: at least 1.4 (a factor of four), and a
/// multiple of what the location itself does in 95 % of its periods, shrunk to what all locations do as if by 50 more periods.
/// </summary>
internal static class Tolerance
{
    private const double Least = 1.4;
    private const double Level = .95;
    private const double Prior = 50;
    private const int FewestToPool = 20;

    /// <summary>The tolerance of each location.</summary>
    /// <param name="deviations">Periods × locations, NaN where there is none.</param>
    /// <param name="multiple">Of the usual deviation.</param>
    public static double[] Of(Grid deviations, double multiple)
    {
        var own = new double[deviations.Columns];
        var counts = new int[deviations.Columns];
        var all = new List<double>();
        var buffer = new double[deviations.Rows];
        for (var i = 0; i < own.Length; i++)
        {
            var count = 0;
            for (var t = 0; t < deviations.Rows; t++)
            {
                if (!double.IsNaN(deviations[t, i]))
                {
                    buffer[count++] = Math.Abs(deviations[t, i]);
                }
            }

            var known = buffer.AsSpan(0, count);
            known.Sort();
            all.AddRange(known);
            (counts[i], own[i]) = (count, count > 0 ? known[(int)(Level * (count - 1))] : 0);
        }

        all.Sort();
        var pooled = all.Count > FewestToPool ? all[(int)(Level * (all.Count - 1))] : 1;
        for (var i = 0; i < own.Length; i++)
        {
            var weight = counts[i] / (counts[i] + Prior);
            own[i] = Math.Max(Least, multiple * ((weight * own[i]) + ((1 - weight) * pooled)));
        }

        return own;
    }

    /// <summary>
    /// How much a deviation counts less because counts are small: √(1 + 4/(1 + μ)), from 2.2 where no case is expected to 1 among many.
    /// </summary>
    /// <param name="logged">The lower of the two values compared, as log(1 + cases).</param>
    public static double OfSmallCounts(double logged) => Math.Sqrt(1 + (4 / (1 + Math.Exp(Math.Max(0, logged)))));
}
