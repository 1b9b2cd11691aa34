namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>Whether rain and temperature were used at a horizon.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="State">Whether, and if not, why.</param>
/// <param name="RelativeError">
/// Mean absolute error of log(1 + cases) at past origins with the weather over that without it, below 1 where it helped; 1 where unknown.
/// </param>
public sealed record ClimateUse(int Horizon, ClimateState State, double RelativeError)
{
    /// <summary>Whether what follows from the weather was used too; null where the panel holds nothing of the kind.</summary>
    public FurtherUse? Further { get; init; }
}

/// <summary>Whether humidity, vegetation or land-surface temperature were used at a horizon, beside rain and temperature.</summary>
/// <param name="Variables">Those that are given well enough to learn from.</param>
/// <param name="IsUsed">Only where past forecasts were better for them, over two years or more.</param>
/// <param name="RelativeError">As of <see cref="ClimateUse"/>: with them over without them.</param>
public sealed record FurtherUse(IReadOnlyList<string> Variables, bool IsUsed, double RelativeError);

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
