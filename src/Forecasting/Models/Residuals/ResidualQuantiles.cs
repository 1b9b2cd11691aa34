namespace MalariaPredictor.Forecasting.Models.Residuals;

/// <summary>
/// Quantiles of the error at one horizon for every location, from its own past errors, shrunk to those of all locations.
/// <para>
/// A location's scale s is the root mean square of its n errors with the mean square of all locations counted in like 20 more. The
/// shape is that of all errors, each divided by its location's scale. A location's quantile is w·(its own) + (1 − w)·s·(the shape's)
/// with w = n / (n + 30): a location with few errors borrows, one with many is believed. Errors count with both signs, so that the
/// distribution is symmetric and the median stays the point forecast. Quantiles are interpolated linearly between order statistics
/// (Hyndman and Fan's type 7).
/// </para>
/// </summary>
internal static class ResidualQuantiles
{
    private const double ShapePrior = 30;
    private const double ScalePrior = 20;

    /// <summary>Offsets to add to a point forecast, locations × 23; all NaN where no location has any error.</summary>
    /// <param name="errors">Locations × origins, actual minus forecast, NaN where unknown.</param>
    /// <param name="locations">How many locations.</param>
    public static double[] Of(ReadOnlySpan<double> errors, int locations)
    {
        var levels = QuantileForecast.Levels;
        var offsets = new double[locations * levels.Length];
        var origins = locations == 0 ? 0 : errors.Length / locations;
        var own = new double[locations][];
        for (var i = 0; i < locations; i++)
        {
            own[i] = Magnitudes(errors.Slice(i * origins, origins));
        }

        var all = own.Sum(magnitudes => magnitudes.Length);
        if (all == 0)
        {
            Array.Fill(offsets, double.NaN);
            return offsets;
        }

        var meanSquare = own.Sum(SumOfSquares) / all;
        var scales = Array.ConvertAll(
            own,
            magnitudes => Math.Sqrt((SumOfSquares(magnitudes) + (ScalePrior * meanSquare)) / (magnitudes.Length + ScalePrior))
        );
        var shape = Shape(own, scales, all);
        for (var i = 0; i < locations; i++)
        {
            var weight = own[i].Length / (own[i].Length + ShapePrior);
            for (var k = 0; k < levels.Length; k++)
            {
                var borrowed = (1 - weight) * scales[i] * MirroredQuantile(shape, levels[k]);
                offsets[(i * levels.Length) + k] =
                    own[i].Length == 0 ? borrowed : (weight * MirroredQuantile(own[i], levels[k])) + borrowed;
            }
        }

        return offsets;
    }

    /// <summary>The quantile of a sample together with its mirror image, given the sample's magnitudes in ascending order.</summary>
    public static double MirroredQuantile(ReadOnlySpan<double> magnitudes, double level)
    {
        var position = level * ((2 * magnitudes.Length) - 1);
        var below = (int)position;
        var lower = Mirrored(magnitudes, below);
        return below + 1 == 2 * magnitudes.Length ? lower : lower + ((position - below) * (Mirrored(magnitudes, below + 1) - lower));
    }

    private static double Mirrored(ReadOnlySpan<double> magnitudes, int index) =>
        index < magnitudes.Length ? -magnitudes[magnitudes.Length - 1 - index] : magnitudes[index - magnitudes.Length];

    private static double[] Magnitudes(ReadOnlySpan<double> errors)
    {
        var known = new List<double>(errors.Length);
        foreach (var error in errors)
        {
            if (!double.IsNaN(error))
            {
                known.Add(Math.Abs(error));
            }
        }

        known.Sort();
        return [.. known];
    }

    private static double[] Shape(double[][] own, double[] scales, int all)
    {
        var shape = new double[all];
        var next = 0;
        for (var i = 0; i < own.Length; i++)
        {
            foreach (var magnitude in own[i])
            {
                shape[next++] = scales[i] > 0 ? magnitude / scales[i] : 0;
            }
        }

        Array.Sort(shape);
        return shape;
    }

    private static double SumOfSquares(double[] magnitudes)
    {
        var sum = 0.0;
        foreach (var magnitude in magnitudes)
        {
            sum += magnitude * magnitude;
        }

        return sum;
    }
}
