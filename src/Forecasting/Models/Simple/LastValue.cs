using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Simple;

/// <summary>The last value observed, at every horizon.</summary>
public sealed class LastValue : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "last-value";

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
        var last = double.NaN;
        for (var known = 1; known <= logged.Length; known++)
        {
            last = double.IsNaN(logged[known - 1]) ? last : logged[known - 1];
            if (known >= firstOrigin)
            {
                points.Slice((known - firstOrigin) * horizons.Length, horizons.Length).Fill(last);
            }
        }
    }
}
