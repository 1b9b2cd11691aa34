using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.EndemicEpidemics;

/// <summary>
/// The endemic–epidemic model of counts (Held, Höhle and Hofmann 2005, doi 10.1191/1471082X05st098oa; with random effects Paul and Held
/// 2011, doi 10.1002/sim.4177). The count y(i, t) is negative binomial with variance μ + ψμ² and mean
/// <para>μ = e^(a + aᵢ + s(t))·y(i, t−1) + e^c·r(i, t−1) + e^(b + bᵢ + h(t) + hᵢ(t))·Lᵢ</para>
/// cases expected from the location's own last ones, from those of all others, and a background rate. L is the location's level and r the
/// others' mean relative to theirs, see <see cref="CountHistory"/>; s is one harmonic of the year, h two, hᵢ one. What has no index is
/// shared by all locations; aᵢ, bᵢ and hᵢ are random effects with fixed variances: partial pooling, so that a new location behaves like
/// the others.
/// <para>
/// Fitted by penalized maximum likelihood: Fisher's scoring for all coefficients at once, the locations' own eliminated one location after
/// the other, so that a step costs periods × locations; ψ by Pearson's estimating equation (Breslow 1984, doi 10.2307/2347661). An error
/// counts at most four of its standard deviations. Past periods fade with a half-life of 30 months.
/// </para>
/// </summary>
internal sealed class EndemicEpidemicFit
{
    private const double HalfLife = 30;
    private const double LongestError = 4;
    private const double LongestStep = 1;
    private const double SharedPrecision = 4;
    private const int YearsBack = 10;

    private static readonly double[] Typical = [Math.Log(.6), 0, 0, Math.Log(.1), Math.Log(.3), 0, 0, 0, 0];
    private static readonly double[] OwnPrecision = [11, 1.5, 11, 11];

    private readonly CaseHistory _history;
    private readonly CountHistory _counts;
    private readonly double[] _own;
    private readonly double[] _fades;
    private readonly LocationBlocks _blocks;

    public EndemicEpidemicFit(CaseHistory history, CountHistory counts)
    {
        (_history, _counts) = (history, counts);
        _own = new double[history.Locations * SeasonalRates.Own];
        _fades = new double[history.Periods + 1];
        var kept = Forgetting.PerPeriod(HalfLife, history.Calendar.Length);
        for (var age = 0; age < _fades.Length; age++)
        {
            _fades[age] = Math.Pow(kept, age);
        }

        _blocks = new LocationBlocks(history.Locations);
    }

    /// <summary>The shared coefficients: a, s (sine, cosine), c, b, h (sine, cosine, and of twice the frequency).</summary>
    public double[] Shared { get; } = [.. Typical];

    /// <summary>ψ.</summary>
    public double Dispersion { get; private set; } = .2;

    /// <summary>A location's own: aᵢ, bᵢ, hᵢ (sine, cosine).</summary>
    public Span<double> OwnOf(int location) => _own.AsSpan(location * SeasonalRates.Own, SeasonalRates.Own);

    /// <summary>The rates of a location, season by season, as now fitted.</summary>
    public void Write(int location, SeasonalRates rates) => rates.Set(Shared, OwnOf(location), _counts.Levels[location]);

    /// <summary>One step of the scoring with what is known at an origin, from wherever the last one led to.</summary>
    /// <param name="origin">The number of periods known.</param>
    public void Step(int origin)
    {
        var rates = new SeasonalRates(_history.Calendar.Length);
        var first = Math.Max(1, origin - (YearsBack * _history.Calendar.Length));
        var (pearson, weight) = (0.0, 0.0);
        _blocks.Clear();
        for (var i = 0; i < _history.Locations; i++)
        {
            Write(i, rates);
            _blocks.Begin();
            for (var t = _history.Still(origin, i) ? origin : first; t < origin; t++)
            {
                var (count, before) = (_counts.Cases[t, i], _counts.Latest[t - 1, i]);
                if (double.IsNaN(count) || double.IsNaN(before))
                {
                    continue;
                }

                var fade = _fades[origin - 1 - t];
                var mean = rates.Mean(_history.Calendar[t], before, _counts.Neighbours[t - 1, i], _blocks.Derivatives);
                var variance = mean * (1 + (Dispersion * mean));
                var longest = LongestError * Math.Sqrt(variance);
                var error = Math.Clamp(count - mean, -longest, longest);
                _blocks.Add(fade / variance, error);
                (pearson, weight) = (pearson + (fade * error * error / variance), weight + fade);
            }

            _blocks.End(i, OwnOf(i), OwnPrecision);
        }

        _blocks.Solve(Shared, Typical, SharedPrecision);
        for (var i = 0; i < _history.Locations; i++)
        {
            _blocks.Move(i, OwnOf(i), LongestStep);
        }

        _blocks.Move(Shared, LongestStep);
        Dispersion = weight > 0 ? Math.Clamp(Dispersion * Math.Clamp(pearson / weight, .5, 2), .01, 5) : Dispersion;
    }
}
