using MalariaPredictor.Forecasting.Models.Seasons;

namespace MalariaPredictor.Forecasting.Models.Residuals;

/// <summary>
/// A rule for point forecasts, replayed over the history of one location: what it would have said at each origin, from nothing
/// but the values before it. An origin is the number of values then known.
/// </summary>
/// <param name="logged">log(1 + cases), earliest first, NaN where missing.</param>
/// <param name="calendar">The seasons of those periods and of the ones ahead.</param>
/// <param name="horizons">Periods ahead.</param>
/// <param name="firstOrigin">The first origin to replay, at least 1; the last one is the whole history.</param>
/// <param name="points">Origins × horizons, to be filled with forecasts of log(1 + cases); NaN where the rule has none.</param>
internal delegate void PointReplay(
    ReadOnlySpan<double> logged,
    SeasonCalendar calendar,
    ReadOnlySpan<int> horizons,
    int firstOrigin,
    Span<double> points
);
