using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Periods in words: <c>Mar 2024</c>, <c>week 5, 2024</c>.</summary>
internal static class PeriodText
{
    public static string Words(this Period period) =>
        period.Type == PeriodType.Month
            ? period.Start.ToString("MMM yyyy", CultureInfo.InvariantCulture)
            : $"week {period.Number}, {period.Year}";

    /// <summary>month or week.</summary>
    public static string Noun(this PeriodType type) => type == PeriodType.Month ? "month" : "week";
}
