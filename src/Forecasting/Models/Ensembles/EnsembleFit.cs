using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.FutureWeathers;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Spread;
using MalariaPredictor.Forecasting.Models.Weights;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// The ensemble fitted to a panel: forecasts, what they are made of, and what other weather would have changed. Not thread-safe.
/// Holds about 25 numbers per location and period.
/// </summary>
public sealed class EnsembleFit
{
    private static readonly string[] MemberNames = ["persistence", "state-space", "endemic-epidemic", "anomaly-ridge"];

    private readonly Panel _panel;
    private readonly MemberReplay? _replay;
    private readonly PointPaths[] _members = [];
    private readonly WeightedPoints[] _points = [];
    private readonly ErrorSpread[] _spreads = [];
    private readonly Lazy<ErrorSpread>[][] _memberSpreads = [];
    private readonly Lazy<FutureWeather>? _future;

    internal EnsembleFit(Panel history, IReadOnlyList<int> horizons)
    {
        _panel = history;
        Forecasts = new ForecastTable(history.Last, history.Locations, horizons);
        _replay = MemberReplay.Of(history, horizons, stateSpace: true, endemicEpidemic: true, ridge: true);
        if (_replay is null)
        {
            Climate = [];
            return;
        }

        _members = [_replay.Persistence.Paths, _replay.StateSpace!.Paths, _replay.EndemicEpidemic!.Paths, _replay.Ridge!.Paths];
        _points = [.. horizons.Select((_, j) => new WeightedPoints(_replay.History, j, _members))];
        _spreads = [.. _points.Select((points, j) => _replay.Spread(j, points.Points))];
        _memberSpreads =
        [
            .. horizons.Select((_, j) => Array.ConvertAll(_members, member => new Lazy<ErrorSpread>(() => _replay.Spread(j, member[j])))),
        ];
        Climate = [.. horizons.Select((_, j) => _replay.Ridge.Climate(j))];
        _future = new Lazy<FutureWeather>(() => new FutureWeather(history, _replay.History, _points, _replay.Ridge.WeatherGiven));
        Fill(Forecasts, (i, j) => _spreads[j].Forecast(i));
    }

    /// <summary>The forecasts.</summary>
    public ForecastTable Forecasts { get; }

    /// <summary>Reported values that were taken for mistakes, and what was taken instead.</summary>
    public IReadOnlyList<CleanedValue> Cleaned => _replay?.History.Cleaned ?? [];

    /// <summary>Per horizon, whether the weather is used; empty where there was too little history for any forecast.</summary>
    public IReadOnlyList<ClimateUse> Climate { get; }

    /// <summary>What a forecast is made of; null where there is none.</summary>
    /// <param name="location">Index in <see cref="ForecastTable.Locations"/>.</param>
    /// <param name="horizon">Index in <see cref="ForecastTable.Horizons"/>.</param>
    public Explanation? Explain(int location, int horizon)
    {
        if (_replay is null || Forecasts[location, horizon] is not { } forecast)
        {
            return null;
        }

        var (parts, members) = (default(Contributions), new MemberForecast[_members.Length]);
        var weights = _points[horizon].WeightsOf(location);
        for (var m = 0; m < members.Length; m++)
        {
            parts += weights[m] * _members[m].Parts(horizon, location);
            members[m] = new MemberForecast(MemberNames[m], weights[m], _memberSpreads[horizon][m].Value.Forecast(location)!);
        }

        var median = double.LogP1(forecast.Median);
        return new Explanation(forecast, members, parts, median - parts.Sum, median);
    }

    /// <summary>
    /// Forecasts as they would be had the weather of the last three months been other than it was, or if that of the periods to come were
    /// known, such as from a seasonal weather forecast. The fit stays as it is: only what it says of the present changes. Weather to come that
    /// is missing is taken as expected, which is what the forecasts themselves do.
    /// </summary>
    /// <param name="other">
    /// The same locations and periods with other weather, see <see cref="Scenario"/>, and as many periods after the origin as wanted; its cases
    /// are not looked at.
    /// </param>
    /// <exception cref="ArgumentException">The locations are others, or it does not hold all periods of the history.</exception>
    public ScenarioForecast Under(Panel other)
    {
        if (
            other.First != _panel.First
            || other.Count < _panel.Count
            || !other.Locations.SequenceEqual(_panel.Locations, StringComparer.Ordinal)
        )
        {
            throw new ArgumentException("A scenario needs the locations and the periods of the history it departs from.", nameof(other));
        }

        var table = new ForecastTable(_panel.Last, _panel.Locations, Forecasts.Horizons);
        Fill(table, (i, j) => _spreads[j].Forecast(i, PointUnder(other, i, j)));
        IReadOnlyList<FutureUse> future =
            other.Count == _panel.Count || _future is null ? [] : [.. Forecasts.Horizons.Select((_, j) => _future.Value.Use(j))];
        return new ScenarioForecast(table, Climate, future, Extrapolation.Find(_panel, other));
    }

    private double PointUnder(Panel other, int location, int horizon)
    {
        var weights = _points[horizon].WeightsOf(location);
        var point = 0.0;
        for (var m = 0; m < weights.Length; m++)
        {
            var said =
                m == weights.Length - 1
                    ? _replay!.Ridge!.PointUnder(other, horizon, location)
                    : _members[m][horizon][_replay!.History.Periods, location];
            point += weights[m] * said;
        }

        var correction = other.Count > _panel.Count ? _future!.Value.Correction(other, horizon, location) : 0;
        return correction == 0 ? point : Math.Max(0, point + correction);
    }

    private void Fill(ForecastTable table, Func<int, int, QuantileForecast?> forecast)
    {
        for (var j = 0; j < _spreads.Length; j++)
        {
            for (var i = 0; i < table.Locations.Count; i++)
            {
                table[i, j] = forecast(i, j);
            }
        }
    }
}
