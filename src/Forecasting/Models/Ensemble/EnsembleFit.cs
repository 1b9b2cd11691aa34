using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Spread;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models;

/// <summary>The ensemble fitted to a panel. Not thread-safe.</summary>
public sealed class EnsembleFit
{
    private readonly MemberReplay? _replay;
    private readonly PointPaths[] _members = [];
    private readonly MemberWeights[] _weights = [];
    private readonly ErrorSpread[] _spreads = [];
    private readonly Grid[] _points = [];

    internal EnsembleFit(Panel history, IReadOnlyList<int> horizons)
    {
        Forecasts = new ForecastTable(history.Last, history.Locations, horizons);
        _replay = MemberReplay.Of(history, horizons, stateSpace: true, ridge: true);
        if (_replay is null)
        {
            return;
        }

        _members = [_replay.Persistence.Paths, _replay.StateSpace!.Paths, _replay.Ridge!.Paths];
        (_weights, _points, _spreads) = (new MemberWeights[horizons.Count], new Grid[horizons.Count], new ErrorSpread[horizons.Count]);
        for (var j = 0; j < horizons.Count; j++)
        {
            _weights[j] = new MemberWeights(_replay.History, j, Array.ConvertAll(_members, member => member[j]));
            _points[j] = new Grid(_replay.History.Periods + 1, _replay.History.Locations);
            for (var origin = _replay.History.FirstOrigin; origin <= _replay.History.Periods; origin++)
            {
                _weights[j].Step(origin, _points[j][origin]);
            }

            _spreads[j] = _replay.Spread(j, _points[j]);
            for (var i = 0; i < history.Locations.Count; i++)
            {
                Forecasts[i, j] = _spreads[j].Forecast(i);
            }
        }
    }

    /// <summary>The forecasts.</summary>
    public ForecastTable Forecasts { get; }
}
