using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>A period as DHIS2 writes it, and as it is stored: a week from Sunday as the ISO week that shares six of its days.</summary>
internal sealed record AskedPeriod(string Text, Period Period)
{
    /// <summary>
    /// The periods of a year that have ended before a day; weeks by the year that DHIS2 counts them in. The counts of a period that still
    /// goes on would pass for low ones.
    /// </summary>
    public static IReadOnlyList<AskedPeriod> Of(Dhis2Settings settings, int year, DateOnly today) =>
        [.. OfYear(settings, year).TakeWhile(asked => asked.Period.End < today)];

    /// <summary>As DHIS2 writes a month or an ISO week.</summary>
    public static string Written(Period period) =>
        period.Type == PeriodType.Month
            ? string.Create(CultureInfo.InvariantCulture, $"{period.Year:0000}{period.Number:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{period.Year:0000}W{period.Number}");

    private static IEnumerable<AskedPeriod> OfYear(Dhis2Settings settings, int year)
    {
        if (settings.SundayWeeks)
        {
            return Enumerable
                .Range(1, SundayWeek.WeeksIn(year))
                .Select(week => new AskedPeriod(
                    string.Create(CultureInfo.InvariantCulture, $"{year:0000}SunW{week}"),
                    SundayWeek.ToIsoWeek(year, week)
                ));
        }

        var first = settings.Periods == PeriodType.Month ? Period.Month(year, 1) : Period.Week(year, 1);
        return Enumerable
            .Range(0, 53)
            .Select(first.Plus)
            .TakeWhile(period => period.Year == year)
            .Select(period => new AskedPeriod(Written(period), period));
    }
}
