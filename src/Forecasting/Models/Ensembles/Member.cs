using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.EndemicEpidemics;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.StateSpaces;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>A member of the <see cref="Ensemble"/>. Alone it is a model too, with a spread learned from its own errors.</summary>
public sealed class Member : IReplayedModel
{
    private readonly Func<CaseHistory, Panel, PooledPersistence, IMember> _create;

    private Member(string name, string description, Func<CaseHistory, Panel, PooledPersistence, IMember> create) =>
        (Name, Description, _create) = (name, description, create);

    /// <summary>The members, in the order in which they are replayed and shown.</summary>
    public static IReadOnlyList<Member> All { get; } =
    [
        new Member("persistence", "the last value, moved by the change of the usual season", (_, _, persistence) => persistence),
        new Member("state-space", "a level and a season that every report corrects", (history, _, _) => new StateSpaceReplay(history)),
        new Member(
            "endemic-epidemic",
            "expected from recent local and neighboring cases, plus a background rate",
            (history, _, _) => new EndemicEpidemicReplay(history)
        ),
        new Member(
            "anomaly-ridge",
            "one regression of all locations on departures from the season, neighbors and weather",
            (history, panel, persistence) => new RidgeReplay(history, panel, persistence.Paths)
        ),
    ];

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What it does, as a phrase for people.</summary>
    public string Description { get; }

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) => Replay.Forecast(this, history, horizons);

    /// <summary>Begins a replay of it.</summary>
    internal IMember Create(CaseHistory history, Panel panel, PooledPersistence persistence) => _create(history, panel, persistence);

    Grid IReplayedModel.Points(Replay replay, int horizon) => replay.Of(this).Paths[horizon];
}
