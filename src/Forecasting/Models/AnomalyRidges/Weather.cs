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
    private readonly List<(string Variable, Grid Values, SeasonalMeans[] Normals)> _series = [];

    public Weather(Panel panel, CaseHistory history)
    {
        (_history, _month) = (history, (int)Math.Round(history.Calendar.Length / 12.0));
        foreach (var variable in WeatherValues.Variables)
        {
            var values = Read(panel, variable);
            if (Enumerable.Range(0, values.Rows).Sum(t => Known(values[t])) > values.Rows * values.Columns / 2)
            {
                _series.Add((variable, values, [.. values[0].ToArray().Select(_ => new SeasonalMeans(history.Calendar.Length))]));
            }
        }
    }

    /// <summary>How many departures it gives: three per variable.</summary>
    public int Count => Lags * _series.Count;

    /// <summary>The variables it gives departures of.</summary>
    public IReadOnlyList<string> Given => [.. _series.Select(series => series.Variable)];

    /// <summary>Takes in the newest period.</summary>
    /// <param name="origin">The number of periods known.</param>
    public void Reveal(int origin)
    {
        foreach (var (_, values, normals) in _series)
        {
            var row = values[origin - 1];
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
        return _series.Any(series => 2 * Enumerable.Range(first, origin - first).Max(t => Known(series.Values[t])) >= _history.Locations);
    }

    /// <summary>The departures of a location as of the origin last revealed; 0 where unknown.</summary>
    public void Write(int origin, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var (_, values, normals) in _series)
        {
            for (var lag = 0; lag < Lags; lag++)
            {
                departures[next++] = Departure(values, normals[location], origin - (lag * _month), location);
            }
        }
    }

    /// <summary>The same with the values of another panel, such as a scenario, against the same normals.</summary>
    public void Write(Panel other, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var (variable, _, normals) in _series)
        {
            var values = Read(other, variable, location);
            for (var lag = 0; lag < Lags; lag++)
            {
                departures[next++] = Departure(values, normals[location], _history.Periods - (lag * _month), 0);
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
