using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Simple;

/// <summary>
/// What was observed in the same month or week a year before the target; where that is missing, up to three years before; else the
/// last value observed.
/// </summary>
public sealed class SeasonalNaive : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "seasonal-naive";

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
            for (var j = 0; known >= firstOrigin && j < horizons.Length; j++)
            {
                points[((known - firstOrigin) * horizons.Length) + j] =
                    YearsBefore(logged[..known], calendar, known - 1 + horizons[j]) ?? last;
            }
        }
    }

    private static double? YearsBefore(ReadOnlySpan<double> logged, SeasonCalendar calendar, int target)
    {
        var tried = 0;
        for (var index = calendar.YearEarlier(target); index >= 0 && tried < 3; index = calendar.YearEarlier(index))
        {
            if (index < logged.Length)
            {
                tried++;
                if (!double.IsNaN(logged[index]))
                {
                    return logged[index];
                }
            }
        }

        return null;
    }
}
