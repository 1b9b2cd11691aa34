using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Finds values far above or below the range of up to two reported neighbors on either side (within four periods, at least three in
/// all), as a misplaced digit makes them, and gives the neighbors' median. An outbreak has neighbors of its own kind.
/// </summary>
internal sealed class IsolatedSpikes(Grid reported)
{
    private const double Multiple = 4;
    private const int Reach = 4;

    private readonly Tolerance _tolerance = new(reported.Columns, Multiple);

    /// <summary>Begins a new period.</summary>
    public void Begin() => _tolerance.Begin();

    /// <summary>What to take instead of a value; null where it is no spike.</summary>
    /// <param name="period">Of the value.</param>
    /// <param name="location">Of the value.</param>
    /// <param name="newest">The newest period known.</param>
    /// <param name="settled">Whether its neighbors are complete: it then counts among the usual deviations.</param>
    public double? Judge(int period, int location, int newest, bool settled)
    {
        var (deviation, median) = Deviation(period, location, newest + 1);
        double? instead = Math.Abs(deviation) > _tolerance.Of(location) ? median : null;
        if (settled && !double.IsNaN(deviation))
        {
            _tolerance.Add(location, Math.Abs(deviation));
        }

        return instead;
    }

    private (double Deviation, double Median) Deviation(int period, int location, int end)
    {
        var value = reported[period, location];
        Span<double> neighbors = stackalloc double[4];
        var after = Collect(period, location, +1, end, neighbors);
        var before = Collect(period, location, -1, end, neighbors[after..]);
        if (after == 0 || before == 0 || after + before < 3)
        {
            return (double.NaN, double.NaN);
        }

        neighbors = neighbors[..(after + before)];
        neighbors.Sort();
        var (lowest, highest, middle) = (neighbors[0], neighbors[^1], neighbors.Length / 2);
        var beyond = value > highest ? value - highest : Math.Min(0, value - lowest);
        var median = neighbors.Length % 2 == 1 ? neighbors[middle] : (neighbors[middle - 1] + neighbors[middle]) / 2;
        return (beyond / Tolerance.OfSmallCounts(beyond > 0 ? highest : value), median);
    }

    private int Collect(int period, int location, int direction, int end, Span<double> into)
    {
        var found = 0;
        for (var away = 1; away <= Reach && found < 2; away++)
        {
            var at = period + (direction * away);
            if (at < 0 || at >= end)
            {
                break;
            }

            if (!double.IsNaN(reported[at, location]))
            {
                into[found++] = reported[at, location];
            }
        }

        return found;
    }
}
