namespace MalariaPredictor.Forecasting.Samples;

/// <summary>
/// The whole distribution that 23 quantiles stand for. Between two levels log(1 + cases) is linear in the normal score, which makes
/// it exact for lognormal forecasts and monotone for all. Beyond the outermost levels the line of the last two goes on, as far as the level
/// .001 or .999: no forecast knows more of its tails than that, and an unbounded one could make a total of any size.
/// </summary>
public static class QuantileCurve
{
    private const double Furthest = .999;

    private static readonly double[] Scores = [.. QuantileForecast.Levels.ToArray().Select(StandardNormal.Quantile)];
    private static readonly double LastScore = StandardNormal.Quantile(Furthest);

    /// <summary>The number of cases that is not exceeded with a probability strictly between 0 and 1; never negative.</summary>
    public static double At(QuantileForecast forecast, double level) => AtScore(forecast, StandardNormal.Quantile(level));

    /// <summary>
    /// The normal score of an outcome: the normal quantile at the probability that the forecast gave to anything lower, or to half of the
    /// outcome itself where the forecast held it for a single value (no cases at all, most often). Between −3.1 and 3.1.
    /// </summary>
    public static double ScoreOf(QuantileForecast forecast, double actual)
    {
        var values = forecast.Values;
        var (below, notAbove) = (0, 0);
        while (notAbove < values.Length && values[notAbove] <= actual)
        {
            notAbove++;
            below += values[notAbove - 1] < actual ? 1 : 0;
        }

        if (notAbove > below)
        {
            // The outcome is itself a quantile, or several: the middle of the probabilities from the first to the last of them.
            var last = Math.Min(notAbove, values.Length) - 1;
            var first = below == 0 && values[0] == 0 ? 0 : QuantileForecast.Levels[below];
            return StandardNormal.Quantile((first + QuantileForecast.Levels[last]) / 2);
        }

        var (left, right) =
            below == 0 ? (0, 1)
            : below == values.Length ? (below - 2, below - 1)
            : (below - 1, below);
        var (low, high) = (double.LogP1(values[left]), double.LogP1(values[right]));
        var score =
            high > low ? Scores[left] + ((Scores[right] - Scores[left]) * (double.LogP1(actual) - low) / (high - low))
            : below == 0 ? -LastScore
            : LastScore;
        return Math.Clamp(score, -LastScore, LastScore);
    }

    /// <summary>
    /// How much of an outcome's own probability lies within the central interval of that probability. The outcome of a forecast of whole
    /// numbers has what lies between the halves below and above it.
    /// </summary>
    internal static double Held(QuantileForecast forecast, double actual, double probability)
    {
        var (lower, upper) = ((1 - probability) / 2, (1 + probability) / 2);
        if (!forecast.IsWhole)
        {
            return actual >= forecast.At(lower) && actual <= forecast.At(upper) ? 1 : 0;
        }

        var (from, to) = (LevelAt(forecast, actual - .5), LevelAt(forecast, actual + .5));
        return to > from ? Math.Max(0, Math.Min(to, upper) - Math.Max(from, lower)) / (to - from)
            : from >= lower && from <= upper ? 1
            : 0;
    }

    /// <summary>The probability of at most so many cases, for a number that is none of the quantiles.</summary>
    private static double LevelAt(QuantileForecast forecast, double cases)
    {
        var values = forecast.Values;
        var levels = QuantileForecast.Levels;
        var right = values.IndexOfAnyInRange(cases, double.PositiveInfinity);
        if (right <= 0)
        {
            return right == 0
                ? cases < 0
                    ? 0
                    : (1 - Furthest)
                : Furthest;
        }

        var (low, high) = (double.LogP1(values[right - 1]), double.LogP1(values[right]));
        return levels[right - 1] + ((levels[right] - levels[right - 1]) * (double.LogP1(cases) - low) / (high - low));
    }

    internal static double AtScore(QuantileForecast forecast, double score)
    {
        score = Math.Clamp(score, -LastScore, LastScore);
        var right = Array.BinarySearch(Scores, score);
        right = Math.Clamp(right >= 0 ? right : ~right, 1, Scores.Length - 1);
        var (low, high) = (double.LogP1(forecast.Values[right - 1]), double.LogP1(forecast.Values[right]));
        var share = (score - Scores[right - 1]) / (Scores[right] - Scores[right - 1]);
        return Math.Max(0, double.ExpM1(low + ((high - low) * share)));
    }
}
