using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>Reliability with the band in which a calibrated model would lie.</summary>
internal static class CardCalibrations
{
    /// <summary>The normal quantile of .95: the band holds nine in ten.</summary>
    private const double Score = 1.645;

    public static CardCalibration Of(ModelScores scores)
    {
        var (overall, backtest) = (scores.Overall, scores.Backtest);
        var effective = Effective(scores);
        var pooled = backtest.Reliability?.FirstOrDefault(row => row.Model == scores.Champion && row.Horizon is null);
        return new CardCalibration(
            overall.Coverage50,
            overall.Coverage80,
            overall.Coverage95,
            overall.Cases,
            effective,
            pooled is null
                ? []
                : [.. pooled.AtOrBelow.Select((count, i) => Level(QuantileForecast.Levels[i], (double)count / pooled.Cases, effective))]
        );
    }

    /// <summary>
    /// Cases of m locations whose errors share the part s are worth 1 / (1 + (m − 1)·s) as many independent ones: the design effect of
    /// survey statistics (Kish 1965).
    /// </summary>
    private static double Effective(ModelScores scores)
    {
        var dependence = scores.Backtest.DependenceOf(scores.Champion);
        var share = scores.Backtest.Horizons.Select(dependence.ShareAt).DefaultIfEmpty(0).Average();
        return scores.Overall.Cases / (1 + (Math.Max(0, scores.Backtest.Locations - 1) * share));
    }

    private static CardLevel Level(double level, double observed, double cases)
    {
        var half = Score * Math.Sqrt(level * (1 - level) / Math.Max(1, cases));
        return new CardLevel(level, observed, Math.Max(0, level - half), Math.Min(1, level + half));
    }
}
