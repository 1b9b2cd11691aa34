namespace MalariaPredictor.Forecasting.Models.Seasons;

/// <summary>
/// The smoothed seasonal climatology of one location, kept up to date as its values are revealed one period after the other.
/// <para>
/// It is the mean of each season over the years; a season without any value takes the straight line, round the year, between its
/// neighbours that have one; then the <see cref="SeasonalKernel"/> smooths the circle.
/// </para>
/// Adding a value costs nothing; reading a season costs its kernel. Not thread-safe.
/// </summary>
internal sealed class SeasonalMeans
{
    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly double[] _means;
    private int _filled;
    private bool _stale = true;

    /// <param name="seasons">How many seasons make a year: 12 or 52.</param>
    public SeasonalMeans(int seasons) => (_sums, _counts, _means) = (new double[seasons], new int[seasons], new double[seasons]);

    /// <summary>Whether any season has a value.</summary>
    public bool Any => _filled > 0;

    /// <summary>Takes in a value; NaN is a missing one.</summary>
    public void Add(int season, double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        _sums[season] += value;
        _filled += _counts[season]++ == 0 ? 1 : 0;
        _means[season] = _sums[season] / _counts[season];
        _stale = true;
    }

    /// <summary>The smoothed mean of a season, in the unit of the values; NaN where there is no value at all.</summary>
    public double this[int season]
    {
        get
        {
            if (!Any)
            {
                return double.NaN;
            }

            if (_stale && _filled < _sums.Length)
            {
                FillGaps();
            }

            _stale = false;
            return SeasonalKernel.Smooth(_means, season);
        }
    }

    private void FillGaps()
    {
        var length = _means.Length;
        var anchor = Array.FindIndex(_counts, count => count > 0);
        var from = 0;
        for (var to = 1; to <= length; to++)
        {
            var end = (anchor + to) % length;
            if (_counts[end] == 0)
            {
                continue;
            }

            var begin = (anchor + from) % length;
            for (var k = from + 1; k < to; k++)
            {
                _means[(anchor + k) % length] = _means[begin] + ((_means[end] - _means[begin]) * (k - from) / (to - from));
            }

            from = to;
        }
    }
}
