using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.FutureWeathers;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// The ensemble fitted to a panel: forecasts, what they are made of, and what other weather would have changed. Not thread-safe.
/// Holds about 25 numbers per location and period.
/// </summary>
public sealed class EnsembleFit
{
    private static readonly Ensemble Whole = new();

    private readonly Panel _panel;
    private readonly Replay? _replay;
    private readonly ForecastTable[] _alone = [];
    private readonly Lazy<FutureWeather>? _future;

    internal EnsembleFit(Panel history, IReadOnlyList<int> horizons)
    {
        _panel = history;
        _replay = Replay.Begin(history, horizons, [Whole, .. Member.All]);
        if (_replay is null)
        {
            (Forecasts, Climate) = (new ForecastTable(history.Last, history.Locations, horizons), []);
            return;
        }

        _replay.To(history.Last);
        Forecasts = _replay.Table(Whole);
        _alone = [.. Member.All.Select(_replay.Table)];
        Climate = [.. horizons.Select((_, j) => _replay.Ridge.Climate(j))];
        _future = new Lazy<FutureWeather>(() =>
            new FutureWeather(history, _replay.History, [.. horizons.Select((_, j) => _replay.Weighted(j))], _replay.Ridge.WeatherGiven)
        );
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

        var (parts, members) = (default(Contributions), new MemberForecast[_alone.Length]);
        var weights = _replay.Weighted(horizon).WeightsOf(location);
        for (var m = 0; m < members.Length; m++)
        {
            parts += weights[m] * _replay.Members[m].Paths.Parts(horizon, location);
            members[m] = new MemberForecast(Member.All[m].Name, weights[m], _alone[m][location, horizon]!);
        }

        var median = double.LogP1(forecast.Median);
        return new Explanation(forecast, members, parts, median - parts.Sum, median);
    }

    /// <summary>
    /// Forecasts as they would be had the weather of the last three months been other than it was, or if that of the periods to come were
    /// known, such as from a seasonal weather forecast. The fit stays as it is: only what it says of the present changes. Weather to come
    /// that is missing is taken as expected, which is what the forecasts themselves do.
    /// </summary>
    /// <param name="other">
    /// The same locations and periods with other weather, see <see cref="Scenario"/>, and as many periods after the origin as wanted; its
    /// cases are not looked at.
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
        for (var j = 0; _replay is not null && j < table.Horizons.Count; j++)
        {
            for (var i = 0; i < table.Locations.Count; i++)
            {
                table[i, j] = _replay.Spread(Whole, j).Forecast(i, PointUnder(other, i, j));
            }
        }

        IReadOnlyList<FutureUse> future =
            other.Count == _panel.Count || _future is null ? [] : [.. Forecasts.Horizons.Select((_, j) => _future.Value.Use(j))];
        return new ScenarioForecast(table, Climate, future, Extrapolation.Find(_panel, other));
    }

    private double PointUnder(Panel other, int location, int horizon)
    {
        var weights = _replay!.Weighted(horizon).WeightsOf(location);
        var point = 0.0;
        for (var m = 0; m < weights.Length; m++)
        {
            point += weights[m] * _replay.Members[m].PointUnder(other, horizon, location);
        }

        var correction = other.Count > _panel.Count ? _future!.Value.Correction(other, horizon, location) : 0;
        return correction == 0 ? point : Math.Max(0, point + correction);
    }
}
