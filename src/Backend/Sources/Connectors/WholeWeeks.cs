using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>
/// Weeks do not end with months. A part of weeks holds those whose Monday lies in one month, so that each is in one part, whole.
/// </summary>
internal static class WholeWeeks
{
    private const int DaysInWeek = 7;

    /// <summary>The parts that hold the whole weeks from the one of a first day up to a last day, oldest first.</summary>
    public static IEnumerable<(string Key, DateOnly First, DateOnly Last)> Parts(DateOnly first, DateOnly last)
    {
        List<DateOnly> mondays = [];
        for (var monday = Period.Containing(PeriodType.Week, first).Start; monday.AddDays(DaysInWeek - 1) <= last; )
        {
            mondays.Add(monday);
            monday = monday.AddDays(DaysInWeek);
        }

        return mondays
            .GroupBy(monday => (monday.Year, monday.Month))
            .Select(month =>
                (
                    string.Create(CultureInfo.InvariantCulture, $"{month.Key.Year:0000}-{month.Key.Month:00}-weeks"),
                    month.First(),
                    month.Last().AddDays(DaysInWeek - 1)
                )
            );
    }
}
