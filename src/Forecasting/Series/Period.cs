using System.Globalization;

namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// One month or ISO week of the years 1…9998. A value type that cannot be invalid (its default is January of year 1):
/// arithmetic counts whole periods, across years and across years of 53 weeks. Equality is by type and ordinal; months and
/// weeks are never equal and do not compare: that throws <see cref="InvalidOperationException"/>.
/// </summary>
public readonly record struct Period : IComparable<Period>
{
    private const int AfterLastMonth = 9998 * 12;
    private static readonly int AfterLastWeek = DateOnly.FromDateTime(ISOWeek.GetYearStart(9999)).DayNumber / 7;

    private Period(PeriodType type, long ordinal)
    {
        if (ordinal < 0 || ordinal >= (type == PeriodType.Month ? AfterLastMonth : AfterLastWeek))
        {
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"That {type} lies outside the years 1…9998.");
        }

        (Type, Ordinal) = (type, (int)ordinal);
    }

    /// <summary>Month or week.</summary>
    public PeriodType Type { get; }

    /// <summary>Months since 0001-01, or ISO weeks since 0001-W01, which began on Monday 0001-01-01.</summary>
    public int Ordinal { get; }

    /// <summary>The calendar year of a month, the ISO week-numbering year of a week.</summary>
    public int Year => Type == PeriodType.Month ? (Ordinal / 12) + 1 : ISOWeek.GetYear(Monday);

    /// <summary>Month 1…12, or ISO week 1…53.</summary>
    public int Number => Type == PeriodType.Month ? (Ordinal % 12) + 1 : ISOWeek.GetWeekOfYear(Monday);

    /// <summary>The first day.</summary>
    public DateOnly Start => Type == PeriodType.Month ? new DateOnly(Year, Number, 1) : DateOnly.FromDayNumber(Ordinal * 7);

    /// <summary>The last day, inclusive.</summary>
    public DateOnly End => Type == PeriodType.Month ? Start.AddMonths(1).AddDays(-1) : Start.AddDays(6);

    private DateTime Monday => Start.ToDateTime(TimeOnly.MinValue);

    /// <summary>A calendar month.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998 or the month outside 1…12.</exception>
    public static Period Month(int year, int month)
    {
        CheckNumber(month, 12, $"year {year}");
        return new Period(PeriodType.Month, ((year - 1L) * 12) + month - 1);
    }

    /// <summary>An ISO week, named by its week-numbering year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1…9998, or it has no such week.</exception>
    public static Period Week(int year, int week)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        CheckNumber(week, ISOWeek.GetWeeksInYear(year), $"year {year}");
        return Containing(PeriodType.Week, DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday)));
    }

    /// <summary>The period of this type in which the day falls.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period lies outside the years 1…9998.</exception>
    public static Period Containing(PeriodType type, DateOnly day) =>
        type == PeriodType.Month ? Month(day.Year, day.Month) : new Period(PeriodType.Week, day.DayNumber / 7);

    /// <summary>The period with this <see cref="Ordinal"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period lies outside the years 1…9998.</exception>
    public static Period FromOrdinal(PeriodType type, int ordinal) => new(type, ordinal);

    /// <summary>The period so many later (negative: earlier).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period lies outside the years 1…9998.</exception>
    public Period Plus(int periods) => new(Type, (long)Ordinal + periods);

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

    private static void CheckNumber(int number, int last, string where)
    {
        if (number < 1 || number > last)
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, $"The periods of {where} are numbered 1…{last}.");
        }
    }

    private void CheckComparable(Period other)
    {
        if (Type != other.Type)
        {
            throw new InvalidOperationException($"A month and a week do not compare: {this} and {other}.");
        }
    }
}
