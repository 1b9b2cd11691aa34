namespace MalariaPredictor.Forecasting.Models.EndemicEpidemics;

/// <summary>
/// The three terms of the mean of one location, season by season, so that the exponentials are taken once per season and not once per
/// period.
/// Written anew for each location. Not thread-safe.
/// </summary>
/// <param name="year">Seasons in a year: 12 or 52.</param>
internal sealed class SeasonalRates(int year)
{
    /// <summary>How many coefficients are shared.</summary>
    public const int Shared = 9;

    /// <summary>How many a location has of its own; they act like the shared ones at <see cref="Places"/>.</summary>
    public const int Own = 4;

    // Beyond these a rate is no rate of malaria: one case leads to at most two in a period, and no term becomes zero for good.
    private const double Least = -12;
    private const double MostOwn = .7;
    private const double MostOthers = 2;
    private const double MostEndemic = 5;

    private readonly double[] _epidemic = new double[year];
    private readonly double[] _endemic = new double[year];
    private readonly double[] _waves = Waves(year);
    private double _others;

    /// <summary>Where among the shared coefficients those stand that a location's own ones are added to.</summary>
    public static ReadOnlySpan<int> Places => [0, 4, 5, 6];

    /// <summary>Writes the rates of one location.</summary>
    public void Set(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double level)
    {
        _others = Math.Exp(Math.Clamp(shared[3], Least, MostOthers));
        for (var season = 0; season < year; season++)
        {
            var wave = _waves.AsSpan(4 * season, 4);
            var epidemic = shared[0] + own[0] + (shared[1] * wave[0]) + (shared[2] * wave[1]);
            var endemic =
                shared[4]
                + own[1]
                + ((shared[5] + own[2]) * wave[0])
                + ((shared[6] + own[3]) * wave[1])
                + (shared[7] * wave[2])
                + (shared[8] * wave[3]);
            _epidemic[season] = Math.Exp(Math.Clamp(epidemic, Least, MostOwn));
            _endemic[season] = Math.Exp(Math.Clamp(endemic, Least, MostEndemic)) * level;
        }
    }

    /// <summary>The mean in a season, given the location's count and the others' in the period before.</summary>
    public double Mean(int season, double before, double others) => (_epidemic[season] * before) + (_others * others) + _endemic[season];

    /// <summary>The same, and its derivatives by the shared coefficients.</summary>
    public double Mean(int season, double before, double others, Span<double> derivatives)
    {
        var (own, neighbours, endemic) = (_epidemic[season] * before, _others * others, _endemic[season]);
        var wave = _waves.AsSpan(4 * season, 4);
        (derivatives[0], derivatives[1], derivatives[2]) = (own, own * wave[0], own * wave[1]);
        (derivatives[3], derivatives[4]) = (neighbours, endemic);
        for (var k = 0; k < wave.Length; k++)
        {
            derivatives[5 + k] = endemic * wave[k];
        }

        return own + neighbours + endemic;
    }

    /// <summary>Per season: sine and cosine of the year and of half a year.</summary>
    private static double[] Waves(int year)
    {
        var waves = new double[4 * year];
        for (var season = 0; season < year; season++)
        {
            (waves[4 * season], waves[(4 * season) + 1]) = Math.SinCos(2 * Math.PI * season / year);
            (waves[(4 * season) + 2], waves[(4 * season) + 3]) = Math.SinCos(4 * Math.PI * season / year);
        }

        return waves;
    }
}
