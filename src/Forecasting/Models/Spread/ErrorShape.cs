using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Spread;

/// <summary>
/// The quantiles of errors over their expected sizes, by how many cases were expected: errors round one case have another shape than
/// errors round a hundred. Each error counts at the two nearest of the levels 1, 6 and 32 cases, by its distance from them on log(1 +
/// cases); a level with few errors is drawn towards all errors together, as by 100 of them. Recent errors count first (half-life 30
/// months); they count with both signs, the observed sign the more the more independent targets there are (n/(n + 40 months)); a Laplace
/// distribution is mixed in as if by 50 more errors.
/// </summary>
internal sealed class ErrorShape
{
    private const double Symmetry = 40;
    private const double LaplaceErrors = 50;
    private const double PooledErrors = 100;

    private static readonly double[] Levels = [Math.Log(2), Math.Log(7), Math.Log(33)];
    private static readonly double[] LaplaceQuantiles =
    [
        .. QuantileForecast.Levels.ToArray().Select(level => level < .5 ? Math.Log(2 * level) : -Math.Log(2 * (1 - level))),
    ];

    private readonly double[][] _quantiles;

    private ErrorShape(double[][] quantiles) => _quantiles = quantiles;

    /// <summary>Before any error is known.</summary>
    public static ErrorShape Unknown { get; } = new([.. Levels.Select(_ => LaplaceQuantiles)]);

    /// <summary>Quantiles of the Laplace distribution.</summary>
    public static ReadOnlySpan<double> Laplace => LaplaceQuantiles;

    /// <summary>Learns from past errors.</summary>
    /// <param name="errors">Over their expected sizes.</param>
    /// <param name="weights">One per error.</param>
    /// <param name="expected">What was expected, log(1 + cases); one per error.</param>
    /// <param name="targets">How many independent targets they are of.</param>
    /// <param name="year">Periods in a year.</param>
    public static ErrorShape Of(List<double> errors, List<double> weights, List<double> expected, double targets, int year)
    {
        var n = errors.Count;
        if (n == 0)
        {
            return Unknown;
        }

        var sign = targets / (targets + (Symmetry * year / 12));
        var (values, order) = (new double[2 * n], new int[2 * n]);
        for (var r = 0; r < 2 * n; r++)
        {
            (values[r], order[r]) = (r < n ? errors[r] : -errors[r - n], r);
        }

        Array.Sort(values, order);
        var all = Mixed(Quantiles(_ => 1), LaplaceQuantiles, n / (n + LaplaceErrors));
        return new ErrorShape([
            .. Levels.Select(
                (_, level) =>
                {
                    var count = expected.Sum(point => Nearness(point, level));
                    return count == 0 ? all : Mixed(Quantiles(r => Nearness(expected[r], level)), all, count / (count + PooledErrors));
                }
            ),
        ]);

        double[] Quantiles(Func<int, double> share)
        {
            var shares = new double[2 * n];
            for (var place = 0; place < order.Length; place++)
            {
                var r = order[place] % n;
                shares[place] = weights[r] * share(r) * (1 + (order[place] < n ? sign : -sign)) / 2;
            }

            return WeightedQuantiles.OfSorted(values, shares);
        }
    }

    /// <summary>The quantiles where so many cases are expected.</summary>
    /// <param name="point">log(1 + cases).</param>
    /// <param name="quantiles">To be filled.</param>
    public void At(double point, Span<double> quantiles)
    {
        quantiles.Clear();
        for (var level = 0; level < Levels.Length; level++)
        {
            var nearness = Nearness(point, level);
            for (var k = 0; nearness > 0 && k < quantiles.Length; k++)
            {
                quantiles[k] += nearness * _quantiles[level][k];
            }
        }
    }

    /// <summary>How near a point is to a level, 0…1: 1 at the level itself, 0 at the next one. Those of all levels add up to 1.</summary>
    private static double Nearness(double point, int level)
    {
        var at = Math.Clamp(point, Levels[0], Levels[^1]);
        var next = at < Levels[level] ? level - 1 : level + 1;
        return next < 0 || next >= Levels.Length
            ? 1
            : Math.Max(0, 1 - (Math.Abs(at - Levels[level]) / Math.Abs(Levels[next] - Levels[level])));
    }

    private static double[] Mixed(double[] one, double[] other, double share) =>
        [.. one.Zip(other, (first, second) => (share * first) + ((1 - share) * second))];
}
