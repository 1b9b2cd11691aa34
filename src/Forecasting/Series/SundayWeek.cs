namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// DHIS2's weeks from Sunday to Saturday. As in the ISO calendar, week 1 holds 4 January. Each is taken for the ISO week
/// that shares six of its seven days, the one that begins on its Monday. Where 4 January is itself a Sunday that week bears
/// the next number: 2015SunW01, 4–10 January, is 2015-W02. Days decide, not numbers.
/// </summary>
public static class SundayWeek
{
    /// <summary>How many Sunday weeks the year has: 52 or 53.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998.</exception>
    public static int WeeksIn(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        return (FirstSunday(year + 1) - FirstSunday(year)) / 7;
    }

    /// <summary>The ISO week that shares six days with a Sunday week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998, or it has no such week.</exception>
    public static Period ToIsoWeek(int year, int week)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(week, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(week, WeeksIn(year));
        return Period.Containing(PeriodType.Week, DateOnly.FromDayNumber(FirstSunday(year) + (7 * (week - 1)) + 1));
    }

    /// <summary>The day number on which week 1 begins; −1 for year 1, whose week 1 begins before the calendar does.</summary>
    private static int FirstSunday(int year)
    {
        var fourth = new DateOnly(year, 1, 4);
        return fourth.DayNumber - (int)fourth.DayOfWeek;
    }
}
