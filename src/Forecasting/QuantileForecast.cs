namespace MalariaPredictor.Forecasting;

/// <summary>
/// A predictive distribution as 23 quantiles, the form public forecast hubs use: finite, non-negative and monotone by
/// construction. Immutable.
/// </summary>
public sealed class QuantileForecast
{
    private static readonly double[] LevelValues =
    [
        .01,
        .025,
        .05,
        .10,
        .15,
        .20,
        .25,
        .30,
        .35,
        .40,
        .45,
        .50,
        .55,
        .60,
        .65,
        .70,
        .75,
        .80,
        .85,
        .90,
        .95,
        .975,
        .99,
    ];

    private readonly double[] _values;

    private QuantileForecast(double[] values) => _values = values;

    /// <summary>The 23 probability levels, ascending; the twelfth is the median.</summary>
    public static ReadOnlySpan<double> Levels => LevelValues;

    /// <summary>The quantiles at <see cref="Levels"/>, in the unit of what is forecast (cases per period).</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The quantile at level 0.5.</summary>
    public double Median => _values[11];

    /// <summary>Takes 23 quantiles; negative ones become 0, and one below its predecessor is raised to it.</summary>
    /// <exception cref="ArgumentException">There are not 23 values, or one is not finite.</exception>
    public static QuantileForecast From(ReadOnlySpan<double> quantiles)
    {
        if (quantiles.Length != LevelValues.Length)
        {
            throw new ArgumentException($"A forecast has {LevelValues.Length} quantiles, not {quantiles.Length}.", nameof(quantiles));
        }

        var values = quantiles.ToArray();
        var floor = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"The quantile at level {LevelValues[i]} is {values[i]}.", nameof(quantiles));
            }

            values[i] = floor = Math.Max(floor, values[i]);
        }

        return new QuantileForecast(values);
    }

    /// <summary>Whether all quantiles are whole numbers: what is forecast is a count, and whole numbers have all the probability.</summary>
    public bool IsWhole => Array.TrueForAll(_values, value => value == Math.Floor(value));

    /// <summary>The quantile at one of <see cref="Levels"/>.</summary>
    /// <exception cref="ArgumentException">The level is not one of the 23.</exception>
    public double At(double level)
    {
        var index = Array.FindIndex(LevelValues, known => Math.Abs(known - level) < 1e-9);
        return index >= 0
            ? _values[index]
            : throw new ArgumentException($"{level} is none of the levels {string.Join(", ", LevelValues)}.", nameof(level));
    }
}
