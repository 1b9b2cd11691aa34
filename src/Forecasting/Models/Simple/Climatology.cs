using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Simple;

/// <summary>The smoothed seasonal climatology of the target's season, whatever was observed last.</summary>
public sealed class Climatology : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "climatology";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) =>
        ResidualForecast.Of(history, horizons, ResidualMemory.ThreeYears, Replay);

    private static void Replay(
        ReadOnlySpan<double> logged,
        SeasonCalendar calendar,
        ReadOnlySpan<int> horizons,
        int firstOrigin,
        Span<double> points
    )
    {
        var climatology = new SeasonalMeans(calendar.Length);
        for (var known = 1; known <= logged.Length; known++)
        {
            climatology.Add(calendar[known - 1], logged[known - 1]);
            for (var j = 0; known >= firstOrigin && j < horizons.Length; j++)
            {
                points[((known - firstOrigin) * horizons.Length) + j] = climatology[calendar[known - 1 + horizons[j]]];
            }
        }
    }
}
