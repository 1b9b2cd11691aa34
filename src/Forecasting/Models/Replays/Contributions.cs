namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>What a forecast on log(1 + cases) is the sum of. A difference of .1 is about a tenth more cases, of .7 twice as many.</summary>
/// <param name="Persistence">Where the location stands: its latest value, and what past deviations from its season say of the next.</param>
/// <param name="Season">The change of season from the latest value to the target.</param>
/// <param name="Neighbours">What the other locations' deviations from their seasons say of this one's.</param>
/// <param name="Climate">What unusual rain and temperature of the last three months say.</param>
public readonly record struct Contributions(double Persistence, double Season, double Neighbours, double Climate)
{
    /// <summary>All of them added up.</summary>
    public double Sum => Persistence + Season + Neighbours + Climate;

    /// <summary>Part by part.</summary>
    public static Contributions operator +(Contributions left, Contributions right) =>
        new(
            left.Persistence + right.Persistence,
            left.Season + right.Season,
            left.Neighbours + right.Neighbours,
            left.Climate + right.Climate
        );

    /// <summary>Each part weighted.</summary>
    public static Contributions operator *(double weight, Contributions parts) =>
        new(weight * parts.Persistence, weight * parts.Season, weight * parts.Neighbours, weight * parts.Climate);

    /// <inheritdoc cref="op_Addition"/>
    public static Contributions Add(Contributions left, Contributions right) => left + right;

    /// <inheritdoc cref="op_Multiply"/>
    public static Contributions Multiply(double weight, Contributions parts) => weight * parts;
}
