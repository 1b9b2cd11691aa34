using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Models.Spread;
using MalariaPredictor.Forecasting.Models.Weights;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// Replays all members over a history in one pass: each origin sees the climatology of what was then known, learns from the targets that
/// have just become known, and predicts. At any origin on the way it tells what each model would have forecast there, bit for bit what a
/// history that ended there gives. Memory and time grow with origins × locations × horizons.
/// </summary>
internal sealed class Replay
{
    private readonly PooledSeasons _seasons;
    private readonly PooledPersistence _persistence;
    private readonly IMember[] _members;
    private readonly WeightedPoints[] _weighted;
    private readonly ErrorSpread[] _spreads;
    private readonly Panel _panel;

    private Replay(CaseHistory history, Panel panel, IReadOnlyList<IReplayedModel> models)
    {
        (History, _panel, Models, _persistence) = (history, panel, models, new PooledPersistence(history));
        _members = [.. Member.All.Select(member => member.Create(history, panel, _persistence))];
        _seasons = new PooledSeasons(history.Calendar.Length, history.Locations);
        var paths = Array.ConvertAll(_members, member => member.Paths);
        _weighted = [.. history.Horizons.Select((_, j) => new WeightedPoints(history, j, paths))];
        _spreads =
        [
            .. from model in models
            from horizon in Enumerable.Range(0, history.Horizons.Length)
            select new ErrorSpread(history, horizon, model.Points(this, horizon), _persistence.Anomalies),
        ];
    }

    /// <summary>What is replayed.</summary>
    public CaseHistory History { get; }

    /// <summary>The models whose spreads are learned.</summary>
    public IReadOnlyList<IReplayedModel> Models { get; }

    /// <summary>The ridge, which alone knows of the weather.</summary>
    public RidgeReplay Ridge => _members.OfType<RidgeReplay>().Single();

    /// <summary>The members' weighted mean at the horizon of that index.</summary>
    public WeightedPoints Weighted(int horizon) => _weighted[horizon];

    /// <summary>A member.</summary>
    public IMember Of(Member member) => _members[Member.All.Index().Single(listed => listed.Item == member).Index];

    /// <summary>The members, in the order of <see cref="Member.All"/>.</summary>
    public IReadOnlyList<IMember> Members => _members;

    /// <summary>The spread of a model at the horizon of that index, as of the last <see cref="Table"/>.</summary>
    public ErrorSpread Spread(IReplayedModel model, int horizon) => _spreads[(IndexOf(model) * History.Horizons.Length) + horizon];

    /// <summary>Begins a replay; null where there is too little history for any forecast.</summary>
    public static Replay? Begin(Panel panel, IReadOnlyList<int> horizons, params IReadOnlyList<IReplayedModel> models) =>
        CaseHistory.Unrevealed(panel, horizons) is { } history ? new Replay(history, panel, models) : null;

    /// <summary>The forecasts of one model; all places empty where there is too little history.</summary>
    public static ForecastTable Forecast(IReplayedModel model, Panel panel, IReadOnlyList<int> horizons)
    {
        var replay = Begin(panel, horizons, model);
        replay?.To(panel.Last);
        return replay?.Table(model) ?? new ForecastTable(panel.Last, panel.Locations, horizons);
    }

    /// <summary>
    /// Whether a history that ended at an origin would be replayed from the same first origin: one of less than two years is replayed from
    /// an earlier one.
    /// </summary>
    public bool Holds(Period origin) =>
        origin.Minus(_panel.First) + 1 - History.Begin >= Math.Min(History.Periods, 2 * History.Calendar.Length);

    /// <summary>Goes on to an origin.</summary>
    public void To(Period origin)
    {
        for (var last = origin.Minus(_panel.First) + 1 - History.Begin; History.Origin < last; )
        {
            Step();
        }
    }

    /// <summary>What a model forecasts from where the replay has come to.</summary>
    public ForecastTable Table(IReplayedModel model)
    {
        var origin = _panel.First.Plus(History.Begin + History.Origin - 1);
        var table = new ForecastTable(origin, _panel.Locations, History.Horizons);
        for (var j = 0; j < History.Horizons.Length; j++)
        {
            var spread = Spread(model, j);
            spread.Fit();
            for (var i = 0; i < History.Locations; i++)
            {
                table[i, j] = spread.Forecast(i);
            }
        }

        return table;
    }

    private void Step()
    {
        History.Reveal();
        var (origin, calendar) = (History.Origin, History.Calendar);
        foreach (var (period, location, before) in History.Revised)
        {
            _seasons.Revise(calendar[period], location, before, History.Cases[period, location]);
        }

        _seasons.Add(calendar[origin - 1], History.Cases[origin - 1]);
        foreach (var member in _members)
        {
            member.Observe(origin);
        }

        if (origin < History.FirstOrigin)
        {
            return;
        }

        _seasons.Estimate(location => History.Still(origin, location));
        foreach (var member in _members)
        {
            member.Predict(origin, _seasons.Smoothed);
        }

        Array.ForEach(_weighted, weighted => weighted.Step(origin));
        Parallel.ForEach(_spreads, spread => spread.Step(origin));
    }

    private int IndexOf(IReplayedModel model) => Models.Index().Single(replayed => replayed.Item == model).Index;
}
