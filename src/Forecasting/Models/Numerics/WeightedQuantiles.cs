namespace MalariaPredictor.Forecasting.Models.Numerics;

/// <summary>
/// Quantiles of a weighted sample at the 23 levels. The j-th smallest value stands at the middle of its own share of the total weight,
/// (w₁ + … + wⱼ₋₁ + wⱼ/2) / Σw; between two values it is interpolated linearly, beyond the outermost it stays at them. With equal weights
/// these are Hazen's plotting positions (Hyndman and Fan's type 5).
/// </summary>
internal static class WeightedQuantiles
{
    /// <param name="values">At least one; sorted in place.</param>
    /// <param name="weights">Of the values; sorted along with them.</param>
    public static double[] Of(double[] values, double[] weights)
    {
        Array.Sort(values, weights);
        return OfSorted(values, weights);
    }

    /// <param name="values">At least one, ascending.</param>
    /// <param name="weights">Of the values; not all 0.</param>
    public static double[] OfSorted(double[] values, double[] weights)
    {
        var levels = QuantileForecast.Levels;
        var total = weights.Sum();
        var quantiles = new double[levels.Length];
        var (before, next) = (0.0, 0);
        var (lastPosition, lastValue) = (0.0, values[0]);
        for (var j = 0; j < values.Length && next < levels.Length; j++)
        {
            var position = (before + (weights[j] / 2)) / total;
            for (; next < levels.Length && levels[next] <= position; next++)
            {
                var share = position > lastPosition ? (levels[next] - lastPosition) / (position - lastPosition) : 1;
                quantiles[next] = lastValue + (share * (values[j] - lastValue));
            }

            before += weights[j];
            (lastPosition, lastValue) = (position, values[j]);
        }

        quantiles.AsSpan(next).Fill(values[^1]);
        return quantiles;
    }
}
