using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>How far ahead is forecast: three months, or every week of twelve.</summary>
internal static class Horizons
{
    /// <summary>The horizons that are issued.</summary>
    public static IReadOnlyList<int> Issued(PeriodType type) => type == PeriodType.Month ? [1, 2, 3] : [.. Enumerable.Range(1, 12)];

    /// <summary>The horizons that back-tests score and tables show.</summary>
    public static IReadOnlyList<int> Scored(PeriodType type) => type == PeriodType.Month ? [1, 2, 3] : [1, 4, 8, 12];
}
