using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// Seasonal relative persistence with a pooled climatology, <see cref="StateSpace"/> and <see cref="AnomalyRidge"/>, weighted per horizon and
/// location by their past errors, with a spread learned from the errors of the weighted mean. Forecasts as soon as there is half a
/// year of reports, wherever a location has reported at all.
/// </summary>
public sealed class Ensemble : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) => Fit(history, horizons).Forecasts;

    /// <summary>Forecasts, and keeps what is needed to explain the forecasts and to ask what other weather would have changed.</summary>
    /// <param name="history">What is known at the origin, which is the panel's last period.</param>
    /// <param name="horizons">Periods ahead, each at least 1, ascending.</param>
    public static EnsembleFit Fit(Panel history, IReadOnlyList<int> horizons) => new(history, horizons);
}
