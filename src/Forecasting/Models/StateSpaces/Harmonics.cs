namespace MalariaPredictor.Forecasting.Models.StateSpaces;

/// <summary>The observation vector of each season: 1 for the level, 1 for the deviation, then cosine and sine of each harmonic.</summary>
internal sealed class Harmonics
{
    private readonly double[] _vectors;

    /// <param name="year">Periods in a year: 12 (two harmonics) or 52 (three).</param>
    public Harmonics(int year)
    {
        Count = year == 12 ? 2 : 3;
        States = 2 + (2 * Count);
        _vectors = new double[year * States];
        for (var season = 0; season < year; season++)
        {
            var vector = _vectors.AsSpan(season * States, States);
            (vector[0], vector[1]) = (1, 1);
            for (var j = 1; j <= Count; j++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * j * season / year);
                (vector[2 * j], vector[(2 * j) + 1]) = (cosine, sine);
            }
        }
    }

    /// <summary>How many harmonics.</summary>
    public int Count { get; }

    /// <summary>How many states a filter has.</summary>
    public int States { get; }

    /// <summary>The observation vector of a season.</summary>
    public ReadOnlySpan<double> this[int season] => _vectors.AsSpan(season * States, States);
}
