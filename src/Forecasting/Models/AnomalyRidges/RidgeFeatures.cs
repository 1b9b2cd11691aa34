using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// What the ridge knows of a location at an origin. An anomaly is how far log(1 + cases) lies above the location's climatology.
/// Features stand in the order of the parts they explain, the weather behind them and what follows from it last, so that a fit without
/// these is a leading block.
/// </summary>
internal sealed class RidgeFeatures
{
    /// <summary>Where the features of season, neighbours and climate begin; those of persistence begin at 0.</summary>
    public const int Season = 11;

    /// <inheritdoc cref="Season"/>
    public const int Neighbours = 14;

    /// <inheritdoc cref="Season"/>
    public const int Climate = 18;

    private const double LargestRegionalAnomaly = 3;

    private readonly CaseHistory _history;
    private readonly Weather _weather;
    private readonly Grid _anomalies;
    private readonly double[] _sharedSeason;
    private readonly double[] _regional;
    private readonly double[] _rows;
    private readonly int _month;
    private readonly int _quarter;
    private Grid _seasons;

    public RidgeFeatures(CaseHistory history, Weather weather)
    {
        var year = history.Calendar.Length;
        (_history, _weather, Further) = (history, weather, Climate + weather.Count);
        Count = Further + weather.FurtherCount;
        (_anomalies, _seasons) = (new Grid(year, history.Locations), new Grid(year, history.Locations));
        (_sharedSeason, _regional) = (new double[year], new double[year]);
        (_month, _quarter) = ((int)Math.Round(year / 12.0), year / 4);
        _rows = new double[history.Locations * Count];
    }

    /// <summary>Where the features of what follows from the weather begin; <see cref="Count"/> where there are none.</summary>
    public int Further { get; }

    /// <summary>How many features.</summary>
    public int Count { get; }

    /// <summary>Moves on to an origin; every one in turn from the first replayed.</summary>
    /// <param name="origin">The number of periods known.</param>
    /// <param name="seasons">Seasons × locations, as of that origin.</param>
    public void Reveal(int origin, Grid seasons)
    {
        _seasons = seasons;
        for (var lag = 0; lag < _anomalies.Rows; lag++)
        {
            var sum = 0.0;
            var count = 0;
            var anomalies = _anomalies[lag];
            anomalies.Fill(double.NaN);
            for (var i = 0; lag < origin && i < anomalies.Length; i++)
            {
                anomalies[i] = _history.Latest[origin - 1 - lag, i] - seasons[_history.Calendar[origin - 1 - lag], i];
                if (!double.IsNaN(anomalies[i]) && !_history.Still(origin, i))
                {
                    sum += Math.Clamp(anomalies[i], -LargestRegionalAnomaly, LargestRegionalAnomaly);
                    count++;
                }
            }

            _regional[lag] = count > 0 ? sum / count : 0;
        }

        for (var season = 0; season < _sharedSeason.Length; season++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < _history.Locations; i++)
            {
                var value = seasons[season, i];
                (sum, count) = double.IsNaN(value) || _history.Still(origin, i) ? (sum, count) : (sum + value, count + 1);
            }

            _sharedSeason[season] = count > 0 ? sum / count : 0;
        }

        for (var i = 0; i < _history.Locations; i++)
        {
            WriteShared(origin, i, _rows.AsSpan(i * Count, Count));
        }
    }

    /// <summary>Writes the features of a location for the horizon of that index, as of the origin last revealed.</summary>
    public void Write(int origin, int horizon, int location, Span<double> row)
    {
        _rows.AsSpan(location * Count, Count).CopyTo(row);
        var (calendar, ahead) = (_history.Calendar, _history.Horizons[horizon]);
        var (now, target) = (calendar[origin - 1], calendar[origin - 1 + ahead]);
        var change = _seasons[target, location] - _seasons[now, location];
        var yearAgo = calendar.YearEarlier(origin - 1 + ahead);
        row[Season] = change;
        row[Season + 1] = change - (_sharedSeason[target] - _sharedSeason[now]);
        row[Season + 2] =
            yearAgo - ahead >= 0 && yearAgo < origin
                ? OrZero(_history.Latest[yearAgo, location] - _history.Latest[yearAgo - ahead, location] - change)
                : 0;
    }

    /// <summary>Writes the features of climate that another panel would give at the last origin.</summary>
    public void WriteClimate(Panel other, int location, Span<double> row) => _weather.Write(other, location, row[Climate..]);

    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;

    private void WriteShared(int origin, int location, Span<double> row)
    {
        var (now, before, twoBefore) = (Anomaly(0), Anomaly(_month), Anomaly(2 * _month));
        var level = 0.0;
        for (var season = 0; season < _seasons.Rows; season++)
        {
            level += _seasons[season, location] / _seasons.Rows;
        }

        row[0] = 1;
        row[1] = now;
        row[2] = now - before;
        row[3] = before - twoBefore;
        row[4] = MeanAnomaly(_quarter, location);
        row[5] = MeanAnomaly(2 * _quarter, location);
        row[6] = MeanAnomaly(4 * _quarter, location);
        row[7] = Anomaly((4 * _quarter) - 1);
        row[8] = level / 4;
        row[9] = Math.Exp(-_history.Latest[origin - 1, location] / 2);
        row[10] = _history.LastReport(origin, location) < origin - 1 ? 1 : 0;
        row[Neighbours] = _regional[0];
        row[Neighbours + 1] = _regional[0] - _regional[_month];
        row[Neighbours + 2] = Mean(_regional.AsSpan(0, _quarter));
        row[Neighbours + 3] = Mean(_regional);
        _weather.Write(origin, location, row[Climate..]);

        double Anomaly(int lag) => OrZero(_anomalies[lag, location]);
    }

    private double MeanAnomaly(int periods, int location)
    {
        var (sum, count) = (0.0, 0);
        for (var lag = 0; lag < periods; lag++)
        {
            var value = _anomalies[lag, location];
            (sum, count) = double.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
        }

        return count > 0 ? sum / count : 0;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
