using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// The members of <see cref="Member.All"/>, weighted per horizon and location by their past errors, with a spread learned from the errors
/// of the weighted mean. Forecasts as soon as there is half a year of reports, wherever a location has reported at all.
/// </summary>
public sealed class Ensemble : IReplayedModel
{
    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) => Replay.Forecast(this, history, horizons);

    Grid IReplayedModel.Points(Replay replay, int horizon) => replay.Weighted(horizon).Points;

    /// <summary>Forecasts, and keeps what is needed to explain the forecasts and to ask what other weather would have changed.</summary>
    /// <param name="history">What is known at the origin, which is the panel's last period.</param>
    /// <param name="horizons">Periods ahead, each at least 1, ascending.</param>
    public static EnsembleFit Fit(Panel history, IReadOnlyList<int> horizons) => new(history, horizons);
}
