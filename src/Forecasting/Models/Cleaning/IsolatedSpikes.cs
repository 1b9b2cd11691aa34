using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Finds values far above or below the range of up to two reported neighbours on either side (within four periods, at least three in
/// all), as a misplaced digit makes them, and replaces them by the neighbours' median. An outbreak has neighbours of its own kind.
/// </summary>
internal static class IsolatedSpikes
{
    private const double Multiple = 4;
    private const int Reach = 4;

    /// <summary>Replaces in place; says which (period, location).</summary>
    public static List<(int Period, int Location)> Replace(Grid logged)
    {
        var deviations = new Grid(logged.Rows, logged.Columns);
        var medians = new Grid(logged.Rows, logged.Columns);
        for (var i = 0; i < logged.Columns; i++)
        {
            for (var t = 0; t < logged.Rows; t++)
            {
                (deviations[t, i], medians[t, i]) = Deviation(logged, t, i);
            }
        }

        var tolerance = Tolerance.Of(deviations, Multiple);
        var replaced = new List<(int, int)>();
        for (var i = 0; i < logged.Columns; i++)
        {
            for (var t = 0; t < logged.Rows; t++)
            {
                if (Math.Abs(deviations[t, i]) > tolerance[i])
                {
                    logged[t, i] = medians[t, i];
                    replaced.Add((t, i));
                }
            }
        }

        return replaced;
    }

    private static (double Deviation, double Median) Deviation(Grid logged, int period, int location)
    {
        var value = logged[period, location];
        Span<double> neighbours = stackalloc double[4];
        var after = Collect(logged, period, location, +1, neighbours);
        var before = Collect(logged, period, location, -1, neighbours[after..]);
        if (double.IsNaN(value) || after == 0 || before == 0 || after + before < 3)
        {
            return (double.NaN, double.NaN);
        }

        neighbours = neighbours[..(after + before)];
        neighbours.Sort();
        var (lowest, highest, middle) = (neighbours[0], neighbours[^1], neighbours.Length / 2);
        var beyond = value > highest ? value - highest : Math.Min(0, value - lowest);
        var median = neighbours.Length % 2 == 1 ? neighbours[middle] : (neighbours[middle - 1] + neighbours[middle]) / 2;
        return (beyond / Tolerance.OfSmallCounts(beyond > 0 ? highest : value), median);
    }

    private static int Collect(Grid logged, int period, int location, int direction, Span<double> into)
    {
        var found = 0;
        for (var away = 1; away <= Reach && found < 2; away++)
        {
            var at = period + (direction * away);
            if (at < 0 || at >= logged.Rows)
            {
                break;
            }

            if (!double.IsNaN(logged[at, location]))
            {
                into[found++] = logged[at, location];
            }
        }

        return found;
    }
}
