using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.FutureWeathers;

/// <summary>
/// One weather variable as departures from what was normal for location and season before each period, and how much of the departure of the
/// last month is left some periods later (a regression through the origin, all locations together). What is new in later weather is its
/// departure less what was to be expected.
/// </summary>
internal sealed class Departures
{
    private readonly CaseHistory _history;
    private readonly int _month;
    private readonly SeasonalMeans[] _normals;
    private readonly Grid _values;
    private readonly double[] _products;
    private readonly double[] _squares;

    /// <param name="panel">The weather.</param>
    /// <param name="variable">Which of it.</param>
    /// <param name="history">The periods replayed.</param>
    /// <param name="month">Periods in a month.</param>
    /// <param name="furthest">How many periods after an origin are asked for.</param>
    public Departures(Panel panel, string variable, CaseHistory history, int month, int furthest)
    {
        (_history, _month, Variable) = (history, month, variable);
        _values = WeatherValues.Read(panel, variable, history.Begin, history.Periods);
        _normals = [.. Enumerable.Range(0, history.Locations).Select(_ => new SeasonalMeans(history.Calendar.Length))];
        (_products, _squares) = (new double[furthest + 1], new double[furthest + 1]);
        for (var t = 0; t < _values.Rows; t++)
        {
            for (var i = 0; i < _values.Columns; i++)
            {
                var value = _values[t, i];
                _values[t, i] = value - _normals[i][history.Calendar[t]];
                _normals[i].Add(history.Calendar[t], value);
            }
        }
    }

    /// <summary>Its name.</summary>
    public string Variable { get; }

    /// <summary>Learns from a period that has become known how much of earlier departures was left by then.</summary>
    public void Reveal(int period)
    {
        for (var k = 1; k < _products.Length && period - k >= 0; k++)
        {
            for (var i = 0; i < _history.Locations; i++)
            {
                var (before, now) = (LastMonth(_values, period - k + 1, i), _values[period, i]);
                if (!double.IsNaN(now))
                {
                    _products[k] += before * now;
                    _squares[k] += before * before;
                }
            }
        }
    }

    /// <summary>What is new in the weather of a stretch after a past origin, per period of the stretch.</summary>
    public double New(int origin, int location, (int First, int Last) stretch) =>
        New(_values, origin, location, stretch, LastMonth(_values, origin, location));

    /// <summary>
    /// The same after the last origin in another panel, against the same normals; what is not given there is as expected.
    /// </summary>
    public double New(Panel other, int location, (int First, int Last) stretch)
    {
        var grid = WeatherValues.Read(other, Variable, _history.Begin, other.Count - _history.Begin, location);
        for (var t = 0; t < grid.Rows; t++)
        {
            grid[t, 0] = t < _history.Calendar.Count ? grid[t, 0] - _normals[location][_history.Calendar[t]] : double.NaN;
        }

        return New(grid, _history.Periods, 0, stretch, LastMonth(grid, _history.Periods, 0));
    }

    private double New(Grid departures, int origin, int column, (int First, int Last) stretch, double lastMonth)
    {
        var sum = 0.0;
        for (var k = stretch.First; k <= stretch.Last; k++)
        {
            var departure = origin - 1 + k < departures.Rows ? departures[origin - 1 + k, column] : double.NaN;
            var left = _squares[k] > 0 ? _products[k] / _squares[k] : 0;
            sum += double.IsNaN(departure) ? 0 : departure - (left * lastMonth);
        }

        return sum / (stretch.Last - stretch.First + 1);
    }

    private double LastMonth(Grid departures, int origin, int column)
    {
        var (sum, count) = (0.0, 0);
        for (var t = Math.Max(0, origin - _month); t < origin; t++)
        {
            sum += double.IsNaN(departures[t, column]) ? 0 : departures[t, column];
            count++;
        }

        return count > 0 ? sum / count : 0;
    }
}
