using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>
/// The cases of a panel as the pooled models see them: from the first period with any report to the origin, on log(1 + cases), cleaned.
/// An origin is the number of periods then known; the models replay all of them from <see cref="FirstOrigin"/> to <see cref="Periods"/>.
/// </summary>
internal sealed class CaseHistory
{
    private readonly int[] _lastReport;

    private CaseHistory(Panel panel, int begin, int[] horizons)
    {
        (Begin, Horizons, Periods, Locations) = (begin, horizons, panel.Count - begin, panel.Locations.Count);
        Calendar = new SeasonCalendar(panel.First.Plus(begin), Periods + horizons.Max());
        Cases = Logged(panel, begin);
        Cleaned = CaseCleaning.Clean(Cases, Calendar, panel.First.Plus(begin));
        (Latest, _lastReport) = (new Grid(Periods, Locations), new int[Periods * Locations]);
        CarryForward();
        FirstOrigin = Math.Max(1, Math.Min(Calendar.Length * 2 / 3, Periods / 3));
    }

    /// <summary>How many periods of the panel come before the first one here.</summary>
    public int Begin { get; }

    /// <summary>How many locations.</summary>
    public int Locations { get; }

    /// <summary>How many periods; the origin from which is forecast.</summary>
    public int Periods { get; }

    /// <summary>Periods ahead, ascending.</summary>
    public int[] Horizons { get; }

    /// <summary>Seasons of the periods and of those ahead.</summary>
    public SeasonCalendar Calendar { get; }

    /// <summary>Periods × locations, NaN where missing.</summary>
    public Grid Cases { get; }

    /// <summary>What was not taken as it was reported.</summary>
    public IReadOnlyList<CleanedValue> Cleaned { get; }

    /// <summary>Periods × locations: the last value reported by then, NaN before the first.</summary>
    public Grid Latest { get; }

    /// <summary>The first origin replayed: two thirds of a year, or a third of a shorter history.</summary>
    public int FirstOrigin { get; }

    /// <summary>Of a panel; null where there is too little: less than half a year since the first report of any location.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A horizon is less than 1.</exception>
    public static CaseHistory? Of(Panel panel, IReadOnlyList<int> horizons)
    {
        if (horizons.Count == 0)
        {
            return null;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(horizons.Min(), 1, nameof(horizons));
        var begin = Enumerable
            .Range(0, panel.Locations.Count)
            .Select(location => panel.Series(location, Variables.Cases).IndexOfAnyInRange(0, double.MaxValue))
            .Where(first => first >= 0)
            .DefaultIfEmpty(panel.Count)
            .Min();
        var halfYear = panel.First.Type == PeriodType.Month ? 6 : 26;
        return panel.Count - begin < halfYear ? null : new CaseHistory(panel, begin, [.. horizons]);
    }

    /// <summary>The period of the last report known at an origin, −1 where there is none.</summary>
    public int LastReport(int origin, int location) => _lastReport[((origin - 1) * Locations) + location];

    /// <summary>What then happened at the horizon of that index; NaN where missing or not yet known.</summary>
    public double Actual(int origin, int horizon, int location)
    {
        var period = origin - 1 + Horizons[horizon];
        return period < Periods ? Cases[period, location] : double.NaN;
    }

    private static Grid Logged(Panel panel, int begin)
    {
        var grid = new Grid(panel.Count - begin, panel.Locations.Count);
        var series = new double[panel.Count];
        for (var i = 0; i < grid.Columns; i++)
        {
            LogScale.From(panel.Series(i, Variables.Cases), series);
            for (var t = 0; t < grid.Rows; t++)
            {
                grid[t, i] = series[begin + t];
            }
        }

        return grid;
    }

    private void CarryForward()
    {
        for (var i = 0; i < Locations; i++)
        {
            var (value, at) = (double.NaN, -1);
            for (var t = 0; t < Periods; t++)
            {
                if (!double.IsNaN(Cases[t, i]))
                {
                    (value, at) = (Cases[t, i], t);
                }

                (Latest[t, i], _lastReport[(t * Locations) + i]) = (value, at);
            }
        }
    }
}
