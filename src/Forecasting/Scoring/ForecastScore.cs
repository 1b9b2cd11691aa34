namespace MalariaPredictor.Forecasting.Scoring;

/// <summary>All scores of one forecast against what then happened.</summary>
/// <param name="Wis">Weighted interval score, in cases.</param>
/// <param name="LogWis">Weighted interval score of log(1 + cases).</param>
/// <param name="AbsoluteError">Of the median, in cases.</param>
/// <param name="In50">Whether the central 50 % interval held the actual.</param>
/// <param name="In80">Whether the central 80 % interval held the actual.</param>
/// <param name="In95">Whether the central 95 % interval held the actual.</param>
public readonly record struct ForecastScore(double Wis, double LogWis, double AbsoluteError, bool In50, bool In80, bool In95)
{
    /// <summary>Scores a forecast.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The actual is negative or not finite: a missing actual is not scored.</exception>
    public static ForecastScore Of(QuantileForecast forecast, double actual)
    {
        if (!double.IsFinite(actual) || actual < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(actual), actual, "Only a known number of cases can score a forecast.");
        }

        return new ForecastScore(
            WeightedIntervalScore.Of(forecast, actual),
            WeightedIntervalScore.OnLog1p(forecast, actual),
            Math.Abs(actual - forecast.Median),
            CentralInterval.Holds(forecast, .50, actual),
            CentralInterval.Holds(forecast, .80, actual),
            CentralInterval.Holds(forecast, .95, actual)
        );
    }
}
