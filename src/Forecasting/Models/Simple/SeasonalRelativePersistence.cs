using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Simple;

/// <summary>
/// Seasonal relative persistence: on log(1 + cases), the last value observed plus the change in the smoothed seasonal climatology
/// from that value's season to the target's. A district twice as high as usual stays twice as high as usual. Most published malaria
/// models fail to beat it; it is the yardstick here.
/// </summary>
/// <param name="memory">How far back its own errors count for the spread.</param>
public sealed class SeasonalRelativePersistence(ResidualMemory memory = ResidualMemory.ThreeYears) : IForecastModel
{
    /// <inheritdoc/>
    public string Name => memory == ResidualMemory.ThreeYears ? "srp" : "srp-all-errors";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) => ResidualForecast.Of(history, horizons, memory, Replay);

    private static void Replay(
        ReadOnlySpan<double> logged,
        SeasonCalendar calendar,
        ReadOnlySpan<int> horizons,
        int firstOrigin,
        Span<double> points
    )
    {
        var climatology = new SeasonalMeans(calendar.Length);
        var (value, season) = (double.NaN, 0);
        for (var known = 1; known <= logged.Length; known++)
        {
            climatology.Add(calendar[known - 1], logged[known - 1]);
            if (!double.IsNaN(logged[known - 1]))
            {
                (value, season) = (logged[known - 1], calendar[known - 1]);
            }

            for (var j = 0; known >= firstOrigin && j < horizons.Length; j++)
            {
                points[((known - firstOrigin) * horizons.Length) + j] =
                    value + climatology[calendar[known - 1 + horizons[j]]] - climatology[season];
            }
        }
    }
}
