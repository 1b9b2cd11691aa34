using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Judges the newest value of each location, which has no neighbor after it, by the step to it from the value before: less the change of
/// season where that makes it smaller. A step far beyond the location's past ones is undone: previous value plus change of season.
/// The tolerance is narrower than inside the series, for here nothing tells an outbreak from a mistake and the forecast starts from it.
/// </summary>
internal sealed class LastSteps(Grid taken, SeasonCalendar calendar)
{
    private const double Multiple = 2.5;
    private const int FewestPeriods = 4;

    private readonly Tolerance _tolerance = new(taken.Columns, Multiple);
    private readonly SeasonalMeans[] _seasons = [.. Enumerable.Range(0, taken.Columns).Select(_ => new SeasonalMeans(calendar.Length))];

    /// <summary>Begins a new period.</summary>
    public void Begin() => _tolerance.Begin();

    /// <summary>What to take instead of the newest value; null where the step to it is plausible.</summary>
    /// <param name="period">The newest period.</param>
    /// <param name="location">The location.</param>
    /// <param name="last">The period of the report before.</param>
    /// <param name="lastButOne">The period of the report before that; negative where there is none.</param>
    public double? Judge(int period, int location, int last, int lastButOne)
    {
        var seasons = _seasons[location];
        if (lastButOne >= 0)
        {
            _tolerance.Add(location, Math.Abs(Step(last, lastButOne, location).Size));
        }

        seasons.Add(calendar[last], taken[last, location]);
        var (size, expected) = Step(period, last, location);
        return period + 1 >= FewestPeriods && Math.Abs(size) > _tolerance.Of(location) ? Math.Max(0, expected) : null;
    }

    private (double Size, double Expected) Step(int period, int before, int location)
    {
        var (from, to) = (taken[before, location], taken[period, location]);
        var season = _seasons[location][calendar[period]] - _seasons[location][calendar[before]];
        season = double.IsNaN(season) ? 0 : season;
        return (Smaller(to - from, to - from - season) / Tolerance.OfSmallCounts(Math.Min(from, to)), from + season);
    }

    /// <summary>The one nearer to 0; 0 where they disagree about the direction.</summary>
    private static double Smaller(double raw, double adjusted) =>
        raw * adjusted <= 0 ? 0 : Math.Sign(raw) * Math.Min(Math.Abs(raw), Math.Abs(adjusted));
}
