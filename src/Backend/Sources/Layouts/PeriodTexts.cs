using System.Globalization;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Reads the periods of a file as people and programs write them. What a single text leaves open the whole column decides.
/// </summary>
internal sealed partial class PeriodTexts
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    private PeriodTexts(string understood) => Understood = understood;

    /// <summary>How the periods were read, as a short phrase.</summary>
    public string Understood { get; }

    /// <summary>The period as it is stored, such as <c>2023-01</c>; the text itself where it is no period.</summary>
    public string Read(string text) => _read.GetValueOrDefault(text, text);

    /// <param name="texts">All texts of the column.</param>
    /// <param name="order">Which part of a day such as 01/02/2023 is the month; null where nobody said.</param>
    /// <returns>The periods, or a question: what is unclear, and what may be said to make it clear.</returns>
    public static (PeriodTexts? Periods, (string What, string Remedy)? Question) Of(IEnumerable<string> texts, DateOrder? order)
    {
        string[] distinct = [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        if (distinct.Length > 0 && distinct.All(text => Slashed().IsMatch(text)))
        {
            return OfSlashedDays(distinct, order);
        }

        if (distinct.Length > 0 && distinct.All(text => WrittenPeriod.Day(text) is not null && !PeriodParser.TryParse(text, out _)))
        {
            return OfDays(distinct, text => WrittenPeriod.Day(text)!.Value);
        }

        if (distinct.FirstOrDefault(text => DayAndMonth().IsMatch(text) && WrittenPeriod.Month(text) is not null) is { } unclear)
        {
            return (
                null,
                (
                    $"'{unclear}' may be a day of a month without a year, or a month of a year of two digits.",
                    "Write the periods with four digits of the year, such as 2023-01 or Jan-2023."
                )
            );
        }

        var written = distinct.Count(text => !PeriodParser.TryParse(text, out _));
        var periods = new PeriodTexts(written == 0 ? "as they are written" : $"such as {distinct[0]} as {One(distinct[0]) ?? "no period"}");
        foreach (var text in distinct)
        {
            if (One(text) is { } period)
            {
                periods._read[text] = period;
            }
        }

        return (periods, null);
    }

    /// <summary>Whether a text alone is a period or a day, or may be one.</summary>
    public static bool IsPeriod(string text) =>
        One(text) is not null
        || WrittenPeriod.Day(text) is not null
        || Slashed().IsMatch(text)
        || (DayAndMonth().IsMatch(text) && WrittenPeriod.Month(text) is not null);

    /// <summary>Whether a text is a day such as 01/02/2023.</summary>
    public static bool IsSlashed(string text) => Slashed().IsMatch(text);

    /// <summary>The period of a text that needs no other to be clear; null where there is none.</summary>
    public static string? One(string text)
    {
        if (PeriodParser.TryParse(text, out var parsed))
        {
            return SundayWeek().IsMatch(text) ? text : parsed.ToString();
        }

        if (Range().Match(text) is { Success: true } range)
        {
            return PeriodParser.TryParse($"{Iso(range.Groups["first"].Value)}/{Iso(range.Groups["last"].Value)}", out var days)
                ? days.ToString()
                : null;
        }

        if (NamedWeek().Match(text) is { Success: true } week)
        {
            return PeriodParser.TryParse($"{week.Groups["year"].Value}W{week.Groups["week"].Value}", out var numbered)
                ? numbered.ToString()
                : null;
        }

        return !DayAndMonth().IsMatch(text) && WrittenPeriod.Read(text) is { } written ? written.ToString() : null;
    }

    private static string Iso(string day) => day.Replace('/', '-');

    private static (PeriodTexts?, (string, string)?) OfSlashedDays(string[] texts, DateOrder? order)
    {
        int[][] parts =
        [
            .. texts
                .Select(text => Slashed().Match(text))
                .Select(match => (int[])[Part(match, "a"), Part(match, "b"), Part(match, "year")]),
        ];
        var (dayFirst, monthFirst) = (parts.Any(part => part[0] > 12), parts.Any(part => part[1] > 12));
        if (order is null && dayFirst == monthFirst)
        {
            return (
                null,
                (
                    $"'{texts[0]}' may be day/month/year or month/day/year.",
                    "State the order in a mapping file (--mapping FILE): date_order: day-month-year, or date_order: month-day-year."
                )
            );
        }

        var chosen = order ?? (dayFirst ? DateOrder.DayMonthYear : DateOrder.MonthDayYear);
        var days = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var (text, part) in texts.Zip(parts))
        {
            var (day, month) = chosen == DateOrder.DayMonthYear ? (part[0], part[1]) : (part[1], part[0]);
            if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Clamp(part[2], 1, 9999), month))
            {
                return (
                    null,
                    (
                        $"'{text}' is no day in the order {MappingFile.Text(chosen)}.",
                        "Correct it, or state the other order in a mapping file (--mapping FILE)."
                    )
                );
            }

            days[text] = new DateOnly(part[2], month, day);
        }

        return OfDays(texts, text => days[text]);
    }

    /// <summary>Days that are the first or last of months or ISO weeks. Other days are no periods.</summary>
    private static (PeriodTexts?, (string, string)?) OfDays(string[] texts, Func<string, DateOnly> dayOf)
    {
        DateOnly[] days = [.. texts.Select(dayOf)];
        var first = days.All(day => day.Day == 1);
        var months = first || days.All(day => day.AddDays(1).Day == 1);
        var mondays = days.All(day => day.DayOfWeek == DayOfWeek.Monday);
        var sundays = days.All(day => day.DayOfWeek == DayOfWeek.Sunday);
        if (months && !mondays && !sundays)
        {
            return (All(PeriodType.Month, $"the {(first ? "first" : "last")} days of months, such as {texts[0]} as "), null);
        }

        if (mondays && !months && Apart(days) >= 7)
        {
            return (All(PeriodType.Week, $"the first days of ISO weeks, such as {texts[0]} as "), null);
        }

        var day = texts[0];
        return (
            null,
            months && (mondays || sundays)
                ? (
                    $"the periods are days ({day}): they may stand for months or for weeks.",
                    "Write them as 2023-01 for months or 2023W01 for weeks."
                )
            : sundays
                ? (
                    $"the periods are Sundays ({day}): they may be the last days of ISO weeks or the first days of weeks from Sunday.",
                    "Write them as 2023W01 (ISO weeks) or 2023SunW1 (weeks from Sunday to Saturday)."
                )
            : (
                $"the periods are days ({day}), neither the first or last days of months nor the Mondays of ISO weeks.",
                "Add up the cases of each month (2023-01) or each week from Monday to Sunday (2023W01), and write the period."
            )
        );

        PeriodTexts All(PeriodType type, string understood)
        {
            var periods = new PeriodTexts(understood + Period.Containing(type, days[0]));
            foreach (var (text, at) in texts.Zip(days))
            {
                periods._read[text] = Period.Containing(type, at).ToString();
            }

            return periods;
        }
    }

    /// <summary>The fewest days between two of them.</summary>
    private static int Apart(DateOnly[] days)
    {
        int[] numbers = [.. days.Select(day => day.DayNumber).Distinct().Order()];
        return numbers.Length < 2 ? 7 : numbers.Zip(numbers.Skip(1), (one, next) => next - one).Min();
    }

    private static int Part(Match match, string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<a>[0-9]{1,2})[/.-](?<b>[0-9]{1,2})[/.-](?<year>(?:19|20)[0-9]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Slashed();

    /// <summary>A number of two digits before a name: 23-Jan.</summary>
    [GeneratedRegex("^[0-9]{1,2}[ ./-]?[^0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex DayAndMonth();

    [GeneratedRegex("(?:Sun|-S)[0-9]{1,2}$|SunW", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SundayWeek();

    [GeneratedRegex(
        "^(?<first>[0-9]{4}[/-][0-9]{2}[/-][0-9]{2}) *(?:-|–|/|to|à|a|au|até|hasta|al) *(?<last>[0-9]{4}[/-][0-9]{2}[/-][0-9]{2})$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Range();

    /// <summary>DHIS2's name of an ISO week, with or without the days behind it: "Week 5 2023", "W5 2023", "Semaine 5 2023".</summary>
    [GeneratedRegex(
        "^(?:W|S|SE|Week|Semaine|Semana) ?(?<week>[0-9]{1,2})[ ,/-]+(?<year>(?:19|20)[0-9]{2})(?: .*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex NamedWeek();
}
