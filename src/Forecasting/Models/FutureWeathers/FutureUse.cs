namespace MalariaPredictor.Forecasting.Models.FutureWeathers;

/// <summary>Whether weather after the origin, given in a scenario, changes the forecast of a horizon.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Reach">
/// The last period after the origin whose weather can matter there: a month (four weeks) before the target; 0 where none can.
/// </param>
/// <param name="State">Whether it counts, and if not, why.</param>
/// <param name="RelativeError">
/// Mean absolute error of log(1 + cases) at past origins had the weather up to <paramref name="Reach"/> been known, over that of the
/// forecasts as they were; 1 where unknown.
/// </param>
public sealed record FutureUse(int Horizon, int Reach, FutureState State, double RelativeError);

/// <summary>Why weather after the origin counts or not.</summary>
public enum FutureState
{
    /// <summary>It counts.</summary>
    Used,

    /// <summary>At past origins the forecasts would have been no better for knowing it.</summary>
    NoBetter,

    /// <summary>Weather acts a month later at the earliest, and the target is not further away than that.</summary>
    OutOfReach,

    /// <summary>The history has no rain and no temperature, or too little of it, to learn from.</summary>
    NotGiven,
}
