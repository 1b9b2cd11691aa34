using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// Rain (log(1 + mm)) and mean temperature (°C) of a panel as departures from what is normal for the location and season, which is the
/// <see cref="SeasonalMeans"/> of what was known at the origin. A variable that is missing in half of its places or more is left out.
/// </summary>
internal sealed class Weather
{
    /// <summary>Departures are given of the latest month, the one before and the one before that: rain leads cases by 4–12 weeks.</summary>
    public const int Lags = 3;

    private readonly CaseHistory _history;
    private readonly int _month;
    private readonly List<(string Variable, Grid Values, SeasonalMeans[] Normals, int[] Known)> _series = [];

    public Weather(Panel panel, CaseHistory history)
    {
        (_history, _month) = (history, (int)Math.Round(history.Calendar.Length / 12.0));
        foreach (var variable in WeatherValues.Variables.Where(panel.Has))
        {
            var values = Read(panel, variable);
            var normals = (SeasonalMeans[])[.. values[0].ToArray().Select(_ => new SeasonalMeans(history.Calendar.Length))];
            _series.Add((variable, values, normals, new int[values.Rows + 1]));
        }
    }

    /// <summary>How many departures it gives: three per variable.</summary>
    public int Count => Lags * _series.Count;

    /// <summary>The variables it gives departures of at an origin; those of the others are 0.</summary>
    public IReadOnlyList<string> Given(int origin) =>
        [.. _series.Where(series => IsGiven(series.Known, origin)).Select(series => series.Variable)];

    /// <summary>Takes in the newest period.</summary>
    /// <param name="origin">The number of periods known.</param>
    public void Reveal(int origin)
    {
        foreach (var (_, values, normals, known) in _series)
        {
            var row = values[origin - 1];
            known[origin] = known[origin - 1] + Known(row);
            for (var i = 0; i < row.Length; i++)
            {
                normals[i].Add(_history.Calendar[origin - 1], row[i]);
            }
        }
    }

    /// <summary>Whether at least half of the locations know some weather of the months of which departures are given.</summary>
    public bool Reaches(int origin)
    {
        var first = Math.Max(0, origin - (Lags * _month));
        return _series.Any(series =>
            IsGiven(series.Known, origin)
            && 2 * Enumerable.Range(first, origin - first).Max(t => Known(series.Values[t])) >= _history.Locations
        );
    }

    /// <summary>The departures of a location as of the origin last revealed; 0 where unknown.</summary>
    public void Write(int origin, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var (_, values, normals, known) in _series)
        {
            for (var lag = 0; lag < Lags; lag++)
            {
                departures[next++] = IsGiven(known, origin) ? Departure(values, normals[location], origin - (lag * _month), location) : 0;
            }
        }
    }

    /// <summary>The same with the values of another panel, such as a scenario, against the same normals.</summary>
    public void Write(Panel other, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var (variable, _, normals, known) in _series)
        {
            var values = Read(other, variable, location);
            for (var lag = 0; lag < Lags; lag++)
            {
                var end = _history.Periods - (lag * _month);
                departures[next++] = IsGiven(known, _history.Periods) ? Departure(values, normals[location], end, 0) : 0;
            }
        }
    }

    private double Departure(Grid values, SeasonalMeans normals, int end, int column)
    {
        var (sum, count) = (0.0, 0);
        for (var t = Math.Max(0, end - _month); t < end; t++)
        {
            var departure = values[t, column] - normals[_history.Calendar[t]];
            sum += double.IsNaN(departure) ? 0 : departure;
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    private bool IsGiven(int[] known, int origin) => known[origin] > origin * _history.Locations / 2;

    private Grid Read(Panel panel, string variable, int? only = null) =>
        WeatherValues.Read(panel, variable, _history.Begin, _history.Periods, only);

    private static int Known(ReadOnlySpan<double> row) => row.Length - Missing(row);

    private static int Missing(ReadOnlySpan<double> row)
    {
        var missing = 0;
        foreach (var value in row)
        {
            missing += double.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }
}
