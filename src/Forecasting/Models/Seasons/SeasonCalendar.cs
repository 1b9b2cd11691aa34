using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Seasons;

/// <summary>
/// Where in the year the periods of a panel fall, and those after it up to the furthest horizon. A year has 12 seasons of a
/// month or 52 of a week; a week 53 shares the season of week 52. Immutable.
/// </summary>
internal sealed class SeasonCalendar
{
    private readonly int[] _seasons;
    private readonly int[] _yearEarlier;

    /// <param name="first">The panel's first period: index 0.</param>
    /// <param name="count">How many periods to cover, those ahead included.</param>
    public SeasonCalendar(Period first, int count)
    {
        Length = first.Type == PeriodType.Month ? 12 : 52;
        _seasons = new int[count];
        _yearEarlier = new int[count];
        for (var i = 0; i < count; i++)
        {
            var period = first.Plus(i);
            _seasons[i] = Math.Min(period.Number, Length) - 1;
            _yearEarlier[i] = SameLastYear(period)?.Minus(first) ?? -1;
        }
    }

    /// <summary>How many seasons make a year: 12 or 52.</summary>
    public int Length { get; }

    /// <summary>How many periods are covered.</summary>
    public int Count => _seasons.Length;

    /// <summary>The season, 0…<see cref="Length"/> − 1, of the period at an index.</summary>
    public int this[int index] => _seasons[index];

    /// <summary>The index of the period with the same number a year earlier; negative where that lies before the panel.</summary>
    public int YearEarlier(int index) => _yearEarlier[index];

    private static Period? SameLastYear(Period period)
    {
        if (period.Year == 1)
        {
            return null;
        }

        return period.Type == PeriodType.Month
            ? period.Plus(-12)
            : Period.Week(period.Year - 1, Math.Min(period.Number, ISOWeek.GetWeeksInYear(period.Year - 1)));
    }
}
