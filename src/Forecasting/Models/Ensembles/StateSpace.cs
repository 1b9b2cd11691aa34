using MalariaPredictor.Forecasting.Models.StateSpaces;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// A structural time series model of log(1 + cases) per location: a level that wanders, a deviation that fades, a season that drifts; see
/// <see cref="SeasonalFilter"/>. Strong where there are few years of history; a member of the <see cref="Ensemble"/>.
/// </summary>
public sealed class StateSpace : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "state-space";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) =>
        MemberReplay.Table(history, horizons, MemberReplay.Of(history, horizons, stateSpace: true), replay => replay.StateSpace!.Paths);
}
