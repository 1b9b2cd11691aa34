using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.EndemicEpidemics;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Models.Spread;
using MalariaPredictor.Forecasting.Models.StateSpaces;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// Replays the members over the history in one pass: each origin sees the climatology of what was then known, learns from the targets that
/// have just become known, and forecasts. Memory grows with origins × locations × horizons, time likewise.
/// </summary>
internal sealed class MemberReplay
{
    private MemberReplay(CaseHistory history, Panel panel, bool stateSpace, bool endemicEpidemic, bool ridge)
    {
        (History, Persistence) = (history, new PooledPersistence(history));
        StateSpace = stateSpace ? new StateSpaceReplay(history) : null;
        EndemicEpidemic = endemicEpidemic ? new EndemicEpidemicReplay(history) : null;
        Ridge = ridge ? new RidgeReplay(history, panel, Persistence.Paths) : null;
        var seasons = new PooledSeasons(history.Calendar.Length, history.Locations);
        for (var origin = 1; origin <= history.Periods; origin++)
        {
            seasons.Add(history.Calendar[origin - 1], history.Cases[origin - 1]);
            StateSpace?.Step(origin);
            EndemicEpidemic?.Step(origin);
            Ridge?.Reveal(origin);
            if (origin >= history.FirstOrigin)
            {
                seasons.Estimate();
                Persistence.Step(origin, seasons.Smoothed);
                Ridge?.Step(origin, seasons.Smoothed);
            }
        }
    }

    /// <summary>What was replayed.</summary>
    public CaseHistory History { get; }

    /// <summary>Always replayed: the others and the spread build on it.</summary>
    public PooledPersistence Persistence { get; }

    /// <summary>Null where it was not asked for.</summary>
    public StateSpaceReplay? StateSpace { get; }

    /// <summary>Null where it was not asked for.</summary>
    public EndemicEpidemicReplay? EndemicEpidemic { get; }

    /// <summary>Null where it was not asked for.</summary>
    public RidgeReplay? Ridge { get; }

    /// <summary>Replays the members asked for; null where there is too little history for any forecast.</summary>
    public static MemberReplay? Of(
        Panel panel,
        IReadOnlyList<int> horizons,
        bool stateSpace = false,
        bool endemicEpidemic = false,
        bool ridge = false
    ) => CaseHistory.Of(panel, horizons) is { } history ? new MemberReplay(history, panel, stateSpace, endemicEpidemic, ridge) : null;

    /// <summary>Forecasts from the points of one horizon.</summary>
    public ErrorSpread Spread(int horizon, Grid points) => new(History, horizon, points, Persistence.Anomalies);

    /// <summary>The forecasts of one member alone; all places empty where there was nothing to replay.</summary>
    public static ForecastTable Table(Panel panel, IReadOnlyList<int> horizons, MemberReplay? replay, Func<MemberReplay, PointPaths> member)
    {
        var table = new ForecastTable(panel.Last, panel.Locations, horizons);
        for (var j = 0; replay is not null && j < horizons.Count; j++)
        {
            var spread = replay.Spread(j, member(replay)[j]);
            for (var i = 0; i < panel.Locations.Count; i++)
            {
                table[i, j] = spread.Forecast(i);
            }
        }

        return table;
    }
}
