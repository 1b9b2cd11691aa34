using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Judges the last value of each location, which has no neighbour after it, by the step to it from the value before: less the change of
/// season where that makes it smaller. A step far beyond the location's past ones is undone: previous value plus change of season.
/// The tolerance is narrower than inside the series, for here nothing tells an outbreak from a mistake and the forecast starts from it.
/// </summary>
internal static class LastSteps
{
    private const double Multiple = 2.5;
    private const int FewestPeriods = 4;

    /// <summary>Replaces in place; says which (period, location).</summary>
    public static List<(int Period, int Location)> Replace(Grid logged, SeasonCalendar calendar)
    {
        var replaced = new List<(int, int)>();
        if (logged.Rows < FewestPeriods)
        {
            return replaced;
        }

        var steps = new Grid(logged.Rows, logged.Columns);
        var lasts = new Step?[logged.Columns];
        for (var i = 0; i < logged.Columns; i++)
        {
            lasts[i] = Steps(logged, i, calendar, steps);
        }

        var tolerance = Tolerance.Of(steps, Multiple);
        for (var i = 0; i < logged.Columns; i++)
        {
            if (lasts[i] is { } last && Math.Abs(last.Size) > tolerance[i])
            {
                logged[last.Period, i] = Math.Max(0, last.Expected);
                replaced.Add((last.Period, i));
            }
        }

        return replaced;
    }

    /// <summary>Writes every step but the last, which it returns; null where there are no two values.</summary>
    private static Step? Steps(Grid logged, int location, SeasonCalendar calendar, Grid steps)
    {
        var climatology = new SeasonalMeans(calendar.Length);
        for (var t = 0; t < logged.Rows; t++)
        {
            climatology.Add(calendar[t], logged[t, location]);
        }

        var previous = -1;
        Step? last = null;
        for (var t = 0; t < logged.Rows; t++)
        {
            if (double.IsNaN(logged[t, location]))
            {
                continue;
            }

            if (last is { } done)
            {
                steps[done.Period, location] = done.Size;
            }

            if (previous >= 0)
            {
                var (from, to) = (logged[previous, location], logged[t, location]);
                var season = climatology[calendar[t]] - climatology[calendar[previous]];
                last = new Step(t, Smaller(to - from, to - from - season) / Tolerance.OfSmallCounts(Math.Min(from, to)), from + season);
            }

            previous = t;
        }

        return last;
    }

    /// <summary>The one nearer to 0; 0 where they disagree about the direction.</summary>
    private static double Smaller(double raw, double adjusted) =>
        raw * adjusted <= 0 ? 0 : Math.Sign(raw) * Math.Min(Math.Abs(raw), Math.Abs(adjusted));

    private readonly record struct Step(int Period, double Size, double Expected);
}
