using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models;

/// <summary>
/// A forecaster: fits itself to a panel and forecasts from its last period. Deterministic and stateless: the same panel gives the
/// same bits, on any number of threads. Sees nothing after the panel's last period.
/// </summary>
public interface IForecastModel
{
    /// <summary>A short stable name, such as <c>srp</c>.</summary>
    string Name { get; }

    /// <summary>Forecasts the cases of every location of the panel at each horizon.</summary>
    /// <param name="history">What is known at the origin, which is the panel's last period.</param>
    /// <param name="horizons">Periods ahead, each at least 1, ascending.</param>
    ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons);
}
