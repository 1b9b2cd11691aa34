using System.Globalization;

namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// One month or ISO week. A value type that cannot be invalid: arithmetic counts whole periods, across years and across
/// years of 53 weeks. Months and weeks do not compare: that throws <see cref="InvalidOperationException"/>.
/// </summary>
public readonly record struct Period : IComparable<Period>
{
    private Period(PeriodType type, int ordinal) => (Type, Ordinal) = (type, ordinal);

    /// <summary>Month or week.</summary>
    public PeriodType Type { get; }

    /// <summary>Months since January of year 0, or ISO weeks since the one that began on Monday 0001-01-01.</summary>
    public int Ordinal { get; }

    /// <summary>The calendar year of a month, the ISO week-numbering year of a week.</summary>
    public int Year => Type == PeriodType.Month ? Ordinal / 12 : ISOWeek.GetYear(Monday);

    /// <summary>Month 1…12, or ISO week 1…53.</summary>
    public int Number => Type == PeriodType.Month ? (Ordinal % 12) + 1 : ISOWeek.GetWeekOfYear(Monday);

    /// <summary>The first day.</summary>
    public DateOnly Start => Type == PeriodType.Month ? new DateOnly(Year, Number, 1) : DateOnly.FromDateTime(Monday);

    /// <summary>The last day, inclusive.</summary>
    public DateOnly End => Plus(1).Start.AddDays(-1);

    private DateTime Monday => DateTime.UnixEpoch.AddDays(((long)Ordinal * 7) - DaysToUnixEpoch);

    private static int DaysToUnixEpoch => new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>A calendar month.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998 or the month outside 1…12.</exception>
    public static Period Month(int year, int month)
    {
        CheckYear(year);
        ArgumentOutOfRangeException.ThrowIfLessThan(month, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(month, 12);
        return new Period(PeriodType.Month, (year * 12) + month - 1);
    }

    /// <summary>An ISO week, named by its week-numbering year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998, or it has no such week.</exception>
    public static Period Week(int year, int week)
    {
        CheckYear(year);
        ArgumentOutOfRangeException.ThrowIfLessThan(week, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(week, ISOWeek.GetWeeksInYear(year));
        return Containing(PeriodType.Week, DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday)));
    }

    /// <summary>The period of this type in which the day falls.</summary>
    public static Period Containing(PeriodType type, DateOnly day) => type == PeriodType.Month
        ? Month(day.Year, day.Month)
        : new Period(PeriodType.Week, day.DayNumber / 7);

    /// <summary>The period so many later (negative: earlier).</summary>
    public Period Plus(int periods) => new(Type, checked(Ordinal + periods));

    /// <summary>How many periods lie from <paramref name="other"/> to this one: positive when this is later.</summary>
    public int Minus(Period other)
    {
        CheckComparable(other);
        return Ordinal - other.Ordinal;
    }

    /// <inheritdoc/>
    public int CompareTo(Period other)
    {
        CheckComparable(other);
        return Ordinal.CompareTo(other.Ordinal);
    }

    /// <summary><c>2023-01</c> for a month, <c>2023-W01</c> for a week.</summary>
    public override string ToString() => Type == PeriodType.Month ? $"{Year:0000}-{Number:00}" : $"{Year:0000}-W{Number:00}";

    /// <summary>Earlier than.</summary>
    public static bool operator <(Period left, Period right) => left.CompareTo(right) < 0;

    /// <summary>Earlier than or the same.</summary>
    public static bool operator <=(Period left, Period right) => left.CompareTo(right) <= 0;

    /// <summary>Later than.</summary>
    public static bool operator >(Period left, Period right) => left.CompareTo(right) > 0;

    /// <summary>Later than or the same.</summary>
    public static bool operator >=(Period left, Period right) => left.CompareTo(right) >= 0;

    private static void CheckYear(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
    }

    private void CheckComparable(Period other)
    {
        if (Type != other.Type)
        {
            throw new InvalidOperationException($"A month and a week do not compare: {this} and {other}.");
        }
    }
}
