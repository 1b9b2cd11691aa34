using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.EndemicEpidemics;

/// <summary>
/// Cleaned cases as counts, each location's level (its mean, forgotten with a half-life of three years), and how far all locations together
/// stand above their levels: neighbours without a map. Revealed period by period.
/// </summary>
internal sealed class CountHistory
{
    private const double HalfLife = 36;
    private const double MostCases = 1e12;
    private const double LeastLevel = .02;
    private const double HighestRelative = 20;

    private readonly CaseHistory _history;
    private readonly double[] _sums;
    private readonly double[] _weights;
    private readonly double _kept;

    public CountHistory(CaseHistory history)
    {
        _history = history;
        (Cases, Latest) = (new Grid(history.Periods, history.Locations), new Grid(history.Periods, history.Locations));
        Neighbours = new Grid(history.Periods, history.Locations);
        (_sums, _weights, Levels) = (new double[history.Locations], new double[history.Locations], new double[history.Locations]);
        _kept = Forgetting.PerPeriod(HalfLife, history.Calendar.Length);
    }

    /// <summary>Periods × locations, NaN where missing; none above 10¹².</summary>
    public Grid Cases { get; }

    /// <summary>Periods × locations: the last count reported by then, NaN before the first.</summary>
    public Grid Latest { get; }

    /// <summary>
    /// Periods × locations: the mean of all locations' latest counts over their levels, times the location's level, as known then.
    /// </summary>
    public Grid Neighbours { get; }

    /// <summary>Per location, as of the newest period.</summary>
    public double[] Levels { get; }

    /// <summary>Takes in the newest period; every one in turn.</summary>
    /// <param name="origin">The number of periods known.</param>
    public void Reveal(int origin)
    {
        Count(origin - 1);
        foreach (var revision in _history.Revised)
        {
            for (var t = revision.Period; t < origin - 1; t++)
            {
                (Cases[t, revision.Location], Latest[t, revision.Location]) = (
                    Counted(_history.Cases[t, revision.Location]),
                    Counted(_history.Latest[t, revision.Location])
                );
            }
        }

        for (var i = 0; i < Levels.Length; i++)
        {
            var count = Cases[origin - 1, i];
            if (!double.IsNaN(count))
            {
                (_sums[i], _weights[i]) = ((_sums[i] * _kept) + count, (_weights[i] * _kept) + 1);
            }

            Levels[i] = Math.Max(LeastLevel, _sums[i] / Math.Max(1, _weights[i]));
        }

        var mean = Relative(origin, Latest[origin - 1]);
        for (var i = 0; i < Levels.Length; i++)
        {
            Neighbours[origin - 1, i] = mean * Levels[i];
        }
    }

    /// <summary>
    /// The mean of the counts over their levels, each at most 20, of all locations that do not stand still; 1 where there is none.
    /// </summary>
    public double Relative(int origin, ReadOnlySpan<double> counts)
    {
        var (sum, known) = (0.0, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            (sum, known) =
                double.IsNaN(counts[i]) || _history.Still(origin, i)
                    ? (sum, known)
                    : (sum + Math.Min(HighestRelative, counts[i] / Levels[i]), known + 1);
        }

        return known > 0 ? sum / known : 1;
    }

    private void Count(int period)
    {
        for (var i = 0; i < Levels.Length; i++)
        {
            (Cases[period, i], Latest[period, i]) = (Counted(_history.Cases[period, i]), Counted(_history.Latest[period, i]));
        }
    }

    private static double Counted(double logged) => Math.Min(MostCases, double.ExpM1(logged));
}
