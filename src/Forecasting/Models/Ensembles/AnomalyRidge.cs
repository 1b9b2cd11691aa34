using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// One regression of all locations, per horizon, on how far they and their neighbours lie off their seasons and how unusual the weather
/// was; it corrects seasonal relative persistence. See <see cref="RidgeReplay"/>. A member of the <see cref="Ensemble"/>.
/// </summary>
public sealed class AnomalyRidge : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "anomaly-ridge";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) =>
        MemberReplay.Table(history, horizons, MemberReplay.Of(history, horizons, ridge: true), replay => replay.Ridge!.Paths);
}
