namespace MalariaPredictor.Forecasting.Scoring;

/// <summary>
/// The weighted interval score of 23 quantiles, lower is better, in the unit of what is forecast.
/// <para>
/// Bracher et al. 2021 (doi 10.1371/journal.pcbi.1008618) define it from the K = 11 central intervals with levels 1 − α and the
/// median m as (½·|y − m| + Σ (α/2)·IS_α) / (K + ½). Since (α/2)·IS_α is the sum of the pinball losses at α/2 and 1 − α/2, and ½·|y − m|
/// is the one at ½, this equals (2/23)·Σ pinball over the 23 levels, which is how it is computed here.
/// </para>
/// </summary>
public static class WeightedIntervalScore
{
    /// <summary>On the natural scale: cases.</summary>
    public static double Of(QuantileForecast forecast, double actual)
    {
        var total = 0.0;
        for (var i = 0; i < forecast.Values.Length; i++)
        {
            total += Pinball(actual - forecast.Values[i], QuantileForecast.Levels[i]);
        }

        return 2 * total / forecast.Values.Length;
    }

    /// <summary>
    /// On the scale of log(1 + cases), after Bosse et al. 2023 (doi 10.1371/journal.pcbi.1011393): roughly a score of the forecast growth
    /// rate, to which a small district counts as much as a large one.
    /// </summary>
    public static double OnLog1p(QuantileForecast forecast, double actual)
    {
        var total = 0.0;
        var logActual = double.LogP1(actual);
        for (var i = 0; i < forecast.Values.Length; i++)
        {
            total += Pinball(logActual - double.LogP1(forecast.Values[i]), QuantileForecast.Levels[i]);
        }

        return 2 * total / forecast.Values.Length;
    }

    private static double Pinball(double excess, double level) => excess >= 0 ? level * excess : (level - 1) * excess;
}
