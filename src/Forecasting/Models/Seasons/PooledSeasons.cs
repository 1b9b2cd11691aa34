using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Seasons;

/// <summary>
/// The climatology of every location, from its own past and that of all others, kept up to date as periods are revealed.
/// <para>
/// With v the mean of a location in a season, its values forgotten with a half-life of four years, and n their remaining weight:
/// C = L + S + n/(n + 1)·(v − L − S), smoothed by the <see cref="SeasonalKernel"/>. L is the location's level, S the season shared by all
/// locations (shrunk to 0 as if by one more location that has none); they are estimated by turns, each as a weighted mean of what the
/// other leaves, with weights n/(n + 1). A location with one year of history so has mostly the season of its country, one with ten its own.
/// </para>
/// </summary>
internal sealed class PooledSeasons
{
    private const double HalfLife = 48;
    private const double Prior = 1;
    private const int Turns = 4;

    private readonly Grid _sums;
    private readonly Grid _weights;
    private readonly int[] _seen;
    private readonly double[] _shared;
    private readonly double[] _levels;
    private readonly double[] _year;
    private readonly bool[] _still;
    private readonly Grid _means;
    private readonly Grid _trust;
    private readonly double _kept;
    private int _now;

    /// <param name="seasons">How many seasons make a year: 12 or 52.</param>
    /// <param name="locations">How many locations.</param>
    public PooledSeasons(int seasons, int locations)
    {
        (_sums, _weights) = (Zeros(), Zeros());
        (_means, _trust, Smoothed) = (Zeros(), Zeros(), Zeros());
        (_seen, _shared, _year, _levels) = (new int[seasons], new double[seasons], new double[seasons], new double[locations]);
        (_kept, _still) = (Forgetting.PerPeriod(HalfLife, seasons), new bool[locations]);

        Grid Zeros()
        {
            var grid = new Grid(seasons, locations);
            for (var season = 0; season < seasons; season++)
            {
                grid[season].Clear();
            }

            return grid;
        }
    }

    /// <summary>Seasons × locations, as of the last <see cref="Estimate"/>; NaN for a location without any value.</summary>
    public Grid Smoothed { get; }

    /// <summary>Takes in one period: a value per location, NaN where missing.</summary>
    public void Add(int season, ReadOnlySpan<double> values)
    {
        _now++;
        var kept = Math.Pow(_kept, _now - _seen[season]);
        _seen[season] = _now;
        var sums = _sums[season];
        var weights = _weights[season];
        for (var i = 0; i < values.Length; i++)
        {
            sums[i] *= kept;
            weights[i] *= kept;
            if (!double.IsNaN(values[i]))
            {
                sums[i] += values[i];
                weights[i]++;
            }
        }
    }

    /// <summary>Takes another value instead of one that was taken in less than a year ago.</summary>
    public void Revise(int season, int location, double before, double after) => _sums[season, location] += after - before;

    /// <summary>Brings <see cref="Smoothed"/> up to date.</summary>
    /// <param name="still">Whether a location stood still: it has no part in the season that all share.</param>
    public void Estimate(Func<int, bool>? still = null)
    {
        for (var i = 0; i < _still.Length; i++)
        {
            _still[i] = still?.Invoke(i) ?? false;
        }

        Prepare();
        Array.Clear(_shared);
        for (var turn = 0; turn < Turns; turn++)
        {
            EstimateLevels();
            EstimateShared();
        }

        for (var i = 0; i < _levels.Length; i++)
        {
            for (var season = 0; season < _year.Length; season++)
            {
                var expected = _levels[i] + _shared[season];
                _year[season] = expected + (_trust[season, i] * (_means[season, i] - expected));
            }

            for (var season = 0; season < _year.Length; season++)
            {
                Smoothed[season, i] = SeasonalKernel.Smooth(_year, season);
            }
        }
    }

    private void Prepare()
    {
        for (var season = 0; season < _year.Length; season++)
        {
            var kept = Math.Pow(_kept, _now - _seen[season]);
            var sums = _sums[season];
            var weights = _weights[season];
            var means = _means[season];
            var trust = _trust[season];
            for (var i = 0; i < means.Length; i++)
            {
                var weight = weights[i] * kept;
                trust[i] = weight / (weight + Prior);
                means[i] = weight > 0 ? sums[i] / weights[i] : 0;
            }
        }
    }

    private void EstimateLevels()
    {
        for (var i = 0; i < _levels.Length; i++)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var season = 0; season < _year.Length; season++)
            {
                sum += _trust[season, i] * (_means[season, i] - _shared[season]);
                weight += _trust[season, i];
            }

            _levels[i] = weight > 0 ? sum / weight : double.NaN;
        }
    }

    private void EstimateShared()
    {
        for (var season = 0; season < _year.Length; season++)
        {
            var (sum, weight) = (0.0, 0.0);
            var means = _means[season];
            var trust = _trust[season];
            for (var i = 0; i < means.Length; i++)
            {
                if (trust[i] > 0 && !_still[i])
                {
                    sum += trust[i] * (means[i] - _levels[i]);
                    weight += trust[i];
                }
            }

            _shared[season] = sum / (weight + Prior);
        }
    }
}
