using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// Which days a composite stands for, and weeks and months from composites. A day belongs to the newest composite that begins at or before
/// it, for as many days as a composite is made from: so each day counts once, also where composites overlap (VNP13A1 begins one every 8
/// days) or where the count begins anew in January.
/// </summary>
internal static class Composites
{
    /// <summary>A week or month has a value where this share of its days has one.</summary>
    public const double FewestDays = 0.5;

    /// <summary>The last day whose composite no later one will take over, of the published ones.</summary>
    public static DateOnly KnownUntil(ModisProduct product, DateOnly newest) => newest.AddDays(product.Step - 1);

    /// <summary>The composites that have a day between two, oldest first.</summary>
    /// <param name="product">With the length of a composite.</param>
    /// <param name="dates">All that are published, oldest first.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    public static IReadOnlyList<DateOnly> Between(ModisProduct product, IReadOnlyList<DateOnly> dates, DateOnly first, DateOnly last) =>
        [.. dates.Where((date, i) => date <= last && date.AddDays(product.Days) > first && (i + 1 == dates.Count || dates[i + 1] > first))];

    /// <summary>The composites that a product makes, by its calendar: from a day of the year on, anew each January.</summary>
    public static IEnumerable<DateOnly> Nominal(ModisProduct product, DateOnly first, DateOnly last)
    {
        for (var year = first.Year; year <= last.Year; year++)
        {
            var newYear = new DateOnly(year, 1, 1);
            for (var day = product.FirstDay - 1; newYear.AddDays(day).Year == year; day += product.Step)
            {
                if (newYear.AddDays(day) >= first && newYear.AddDays(day) <= last)
                {
                    yield return newYear.AddDays(day);
                }
            }
        }
    }

    /// <summary>The mean of a period over its days; NaN where too few of them have a value.</summary>
    /// <param name="product">With the length of a composite.</param>
    /// <param name="period">A week or month.</param>
    /// <param name="dates">All composites that are published, oldest first.</param>
    /// <param name="value">Of a composite, NaN where there is none.</param>
    public static double Mean(ModisProduct product, Period period, IReadOnlyList<DateOnly> dates, Func<DateOnly, double> value)
    {
        var (sum, days, length) = (0.0, 0, period.End.DayNumber - period.Start.DayNumber + 1);
        for (var i = 0; i < dates.Count; i++)
        {
            var until = dates[i].AddDays(product.Days);
            until = i + 1 < dates.Count && dates[i + 1] < until ? dates[i + 1] : until;
            var from = dates[i] > period.Start ? dates[i] : period.Start;
            until = until > period.End ? period.End.AddDays(1) : until;
            var count = until.DayNumber - from.DayNumber;
            if (count > 0 && value(dates[i]) is var mean && !double.IsNaN(mean))
            {
                (sum, days) = (sum + (mean * count), days + count);
            }
        }

        return days >= FewestDays * length ? sum / days : double.NaN;
    }
}
