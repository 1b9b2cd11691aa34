namespace MalariaPredictor.Forecasting.Scoring;

/// <summary>The central prediction interval that holds the actual with a stated probability; its ends belong to it.</summary>
public static class CentralInterval
{
    /// <summary>The interval's ends, in the unit of what is forecast.</summary>
    /// <param name="forecast">The 23 quantiles.</param>
    /// <param name="probability">Such as .50, .80 or .95: both tails must be among the 23 levels.</param>
    /// <exception cref="ArgumentException">The tails are not among the levels.</exception>
    public static (double Lower, double Upper) Of(QuantileForecast forecast, double probability) =>
        (forecast.At((1 - probability) / 2), forecast.At((1 + probability) / 2));

    /// <summary>Whether the interval holds the actual.</summary>
    /// <exception cref="ArgumentException">The tails are not among the levels.</exception>
    public static bool Holds(QuantileForecast forecast, double probability, double actual)
    {
        var (lower, upper) = Of(forecast, probability);
        return actual >= lower && actual <= upper;
    }
}
