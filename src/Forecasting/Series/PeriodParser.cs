using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Forecasting.Series;

/// <summary>
/// Reads every form in which CHAP and DHIS2 write a <c>time_period</c>:
/// <list type="table">
/// <item><term><c>2023-01</c>, <c>202301</c></term><description>a month</description></item>
/// <item><term><c>2023-W01</c>, <c>2023W01</c>, <c>2023W1</c></term><description>an ISO week</description></item>
/// <item><term><c>2023SunW01</c>, <c>2023-S01</c></term><description>a DHIS2 week from Sunday to Saturday, see
/// <see cref="SundayWeek"/></description></item>
/// <item><term><c>2014-12-29/2015-01-04</c></term><description>first and last day, of exactly one ISO week or one
/// month</description></item>
/// </list>
/// Space around the text is ignored, and so is the case of its letters. Thread-safe.
/// </summary>
public static partial class PeriodParser
{
    private const string Forms =
        "write a month as 2023-01 or 202301, a week as 2023-W01, 2023W1, 2023SunW1 or 2023-S01, or the first and last day as "
        + "2023-01-02/2023-01-08";

    /// <summary>Reads a period; false where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period) => TryParse(text, out period, out _);

    /// <summary>Reads a period; false, with a reason that says what is wrong and what is accepted, where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period, [NotNullWhen(false)] out string? reason)
    {
        var trimmed = (text ?? "").Trim();
        reason =
            Month().Match(trimmed) is { Success: true } month ? ReadMonth(month, out period)
            : Week().Match(trimmed) is { Success: true } week ? ReadWeek(week, out period)
            : Days().Match(trimmed) is { Success: true } days ? ReadDays(days, out period)
            : Fail(trimmed.Length == 0 ? $"the period is empty: {Forms}" : $"'{trimmed}' is not a period: {Forms}", out period);
        return reason is null;
    }

    private static string? ReadMonth(Match match, out Period period)
    {
        var (year, month) = (Number(match, "year"), Number(match, "month"));
        return month is < 1 or > 12 ? Fail($"'{match.Value}': there is no month {month}", out period)
            : year is < 1 or > 9998 ? Fail($"'{match.Value}': the year must lie in 1…9998", out period)
            : Succeed(Period.Month(year, month), out period);
    }

    private static string? ReadWeek(Match match, out Period period)
    {
        var (year, week, sunday) = (Number(match, "year"), Number(match, "week"), match.Groups["sunday"].Success);
        if (year is < 1 or > 9998)
        {
            return Fail($"'{match.Value}': the year must lie in 1…9998", out period);
        }

        var weeks = sunday ? SundayWeek.WeeksIn(year) : ISOWeek.GetWeeksInYear(year);
        return week < 1 || week > weeks
            ? Fail($"'{match.Value}': {year} has the weeks 1…{weeks}", out period)
            : Succeed(sunday ? SundayWeek.ToIsoWeek(year, week) : Period.Week(year, week), out period);
    }

    private static string? ReadDays(Match match, out Period period)
    {
        if (!TryDay(match.Groups["first"].ValueSpan, out var first) || !TryDay(match.Groups["last"].ValueSpan, out var last))
        {
            return Fail($"'{match.Value}' names a day that is in no calendar", out period);
        }

        foreach (var type in Enum.GetValues<PeriodType>())
        {
            if (first.Year <= 9998 && Period.Containing(type, first) is var found && found.Start == first && found.End == last)
            {
                return Succeed(found, out period);
            }
        }

        return Fail($"'{match.Value}' is neither one month nor one week from Monday to Sunday", out period);
    }

    private static string? Succeed(Period found, out Period period)
    {
        period = found;
        return null;
    }

    private static string Fail(string reason, out Period period)
    {
        period = default;
        return reason;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static bool TryDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    [GeneratedRegex("^(?<year>[0-9]{4})-?(?<month>[0-9]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Month();

    [GeneratedRegex(
        "^(?<year>[0-9]{4})-?(?:(?<sunday>Sun)?W|(?<sunday>S))(?<week>[0-9]{1,2})$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Week();

    [GeneratedRegex("^(?<first>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?<last>[0-9]{4}-[0-9]{2}-[0-9]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Days();
}
