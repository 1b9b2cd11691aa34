using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Replays;

/// <summary>
/// The cases of a panel as the pooled models see them: from the first period with any report, on log(1 + cases), cleaned. Periods are
/// revealed one after the other; an origin is the number of periods then known. What is told at an origin depends on nothing after it, so
/// one pass over a history meets at each origin the very numbers that the history up to there would give.
/// </summary>
internal sealed class CaseHistory
{
    private readonly Grid _reported;
    private readonly CaseCleaning _cleaning;
    private readonly Panel _panel;
    private readonly Period _first;
    private readonly int[] _lastReport;
    private readonly int[] _unchanged;
    private readonly bool[] _changed;
    private readonly bool[] _still;
    private readonly bool[] _fractions;

    private CaseHistory(Panel panel, int begin, int[] horizons)
    {
        (Begin, Horizons, Periods, Locations) = (begin, horizons, panel.Count - begin, panel.Locations.Count);
        (_panel, _first) = (panel, panel.First.Plus(begin));
        Calendar = new SeasonCalendar(_first, Periods + horizons.Max());
        _fractions = new bool[Locations];
        _reported = Logged(panel, begin);
        (Cases, Latest, _lastReport) = (new Grid(Periods, Locations), new Grid(Periods, Locations), new int[Periods * Locations]);
        (_unchanged, _changed, _still) = (new int[Locations], new bool[Locations], new bool[(Periods + 1) * Locations]);
        (Highest, Reports) = (new double[Locations], new int[Locations]);
        _cleaning = new CaseCleaning(_reported, Cases, Calendar);
        FirstOrigin = Math.Max(1, Math.Min(Calendar.Length * 2 / 3, Periods / 3));
    }

    /// <summary>How many periods of the panel come before the first one here.</summary>
    public int Begin { get; }

    /// <summary>How many locations.</summary>
    public int Locations { get; }

    /// <summary>How many periods; the last origin.</summary>
    public int Periods { get; }

    /// <summary>How many periods have been revealed.</summary>
    public int Origin { get; private set; }

    /// <summary>Periods ahead, ascending.</summary>
    public int[] Horizons { get; }

    /// <summary>Seasons of the periods and of those ahead.</summary>
    public SeasonCalendar Calendar { get; }

    /// <summary>Periods × locations, NaN where missing or not yet revealed.</summary>
    public Grid Cases { get; }

    /// <summary>Periods × locations: the last value reported by then, NaN before the first.</summary>
    public Grid Latest { get; }

    /// <summary>Per location the highest value known.</summary>
    public double[] Highest { get; }

    /// <summary>Per location how many reports are known.</summary>
    public int[] Reports { get; }

    /// <summary>The first origin replayed: two thirds of a year, or a third of a shorter history.</summary>
    public int FirstOrigin { get; }

    /// <summary>Earlier values that the newest period changed.</summary>
    public IReadOnlyList<Revision> Revised => _cleaning.Revised;

    /// <summary>What was not taken as it was reported: isolated spikes first, each kind by location and period.</summary>
    public IReadOnlyList<CleanedValue> Cleaned =>
        [
            .. _cleaning
                .Reasons.OrderBy(found => found.Value)
                .ThenBy(found => found.Key.Location)
                .ThenBy(found => found.Key.Period)
                .Select(found => new CleanedValue(
                    found.Key.Location,
                    _first.Plus(found.Key.Period),
                    LogScale.ToCases(_reported[found.Key.Period, found.Key.Location]),
                    LogScale.ToCases(Cases[found.Key.Period, found.Key.Location]),
                    found.Value
                )),
        ];

    /// <summary>
    /// Of a panel, all revealed; null where there is too little: less than half a year since the first report of any location.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A horizon is less than 1.</exception>
    public static CaseHistory? Of(Panel panel, IReadOnlyList<int> horizons)
    {
        var history = Unrevealed(panel, horizons);
        for (var period = 0; period < history?.Periods; period++)
        {
            history.Reveal();
        }

        return history;
    }

    /// <summary>The same with nothing revealed yet.</summary>
    /// <inheritdoc cref="Of"/>
    public static CaseHistory? Unrevealed(Panel panel, IReadOnlyList<int> horizons)
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

    /// <summary>Reveals the next period.</summary>
    public void Reveal()
    {
        var t = Origin++;
        _cleaning.Reveal(t);
        foreach (var revision in _cleaning.Revised)
        {
            Revise(revision);
        }

        var moves = false;
        for (var i = 0; i < Locations; i++)
        {
            var (value, before, at) = (
                Cases[t, i],
                t == 0 ? double.NaN : Latest[t - 1, i],
                t == 0 ? -1 : _lastReport[((t - 1) * Locations) + i]
            );
            if (!double.IsNaN(value))
            {
                var reported = _panel.Series(i, Variables.Cases)[Begin + t];
                _fractions[i] |= reported != Math.Floor(reported);
                Reports[i]++;
                Highest[i] = Math.Max(Highest[i], value);
                _changed[i] |= at >= 0 && value != before;
                _unchanged[i] = value == before ? _unchanged[i] + 1 : 0;
            }

            (Latest[t, i], _lastReport[(t * Locations) + i]) = double.IsNaN(value) ? (before, at) : (value, t);
            var still = _still[(Origin * Locations) + i] = _unchanged[i] >= (_changed[i] ? 2 * Calendar.Length : Calendar.Length / 2);
            moves |= at >= 0 && !still;
        }

        if (!moves)
        {
            _still.AsSpan(Origin * Locations, Locations).Clear();
        }
    }

    /// <summary>The period of the last report known at an origin, −1 where there is none.</summary>
    public int LastReport(int origin, int location) => _lastReport[((origin - 1) * Locations) + location];

    /// <summary>
    /// Whether a location stood still at an origin: all its reports of the last two years were the same, or all since its first (half a
    /// year at least), while others moved. Nothing can be missed there, so nothing is learned from there for others: no spread, no season,
    /// no weights.
    /// </summary>
    public bool Still(int origin, int location) => _still[(origin * Locations) + location];

    /// <summary>Whether a location ever reported two different values.</summary>
    public bool Changed(int location) => _changed[location];

    /// <summary>Whether all reports of a location are whole numbers.</summary>
    public bool Whole(int location) => !_fractions[location];

    /// <summary>Whether the newest value of a location is not taken as it was reported.</summary>
    public bool Suspect(int location) => _cleaning.Reasons.Count > 0 && _cleaning.Reasons.ContainsKey((Origin - 1, location));

    /// <summary>What then happened at the horizon of that index; NaN where missing or not yet known.</summary>
    public double Actual(int origin, int horizon, int location)
    {
        var period = origin - 1 + Horizons[horizon];
        return period < Origin ? Cases[period, location] : double.NaN;
    }

    private void Revise(Revision revision)
    {
        var (_, i, _) = revision;
        for (var t = revision.Period; t < Origin - 1 && _lastReport[(t * Locations) + i] == revision.Period; t++)
        {
            Latest[t, i] = Cases[revision.Period, i];
        }

        Highest[i] = 0;
        for (var t = 0; t < Origin - 1; t++)
        {
            Highest[i] = Math.Max(Highest[i], double.IsNaN(Cases[t, i]) ? 0 : Cases[t, i]);
        }
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
}
