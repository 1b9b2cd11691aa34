namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>Whether rain and temperature were used at a horizon.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="State">Whether, and if not, why.</param>
/// <param name="RelativeError">
/// Mean absolute error of log(1 + cases) at past origins with the weather over that without it, below 1 where it helped; 1 where unknown.
/// </param>
public sealed record ClimateUse(int Horizon, ClimateState State, double RelativeError);

/// <summary>Why the weather is used or not.</summary>
public enum ClimateState
{
    /// <summary>It is used.</summary>
    On,

    /// <summary>It is given, but at past origins the forecasts were no better for it.</summary>
    Off,

    /// <summary>The panel has no rain and no temperature, or too little of it.</summary>
    NotGiven,

    /// <summary>What is given ends before the last three months.</summary>
    EndsTooEarly,
}
