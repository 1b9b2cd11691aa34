using System.Globalization;
using System.Text.RegularExpressions;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Periods as people write them: <c>January 2023</c>, <c>Jan-23</c>, <c>2023 janvier</c>, or the first day of a month. They are not read,
/// but a message can name the form that is.
/// </summary>
internal static partial class WrittenPeriod
{
    private const int Months = 12;

    // Days since the end of 1899: of the years 1990 to 2064.
    private const int FirstDayOfExcel = 32_874;
    private const int LastDayOfExcel = 60_000;

    /// <summary>Names of the months in English, French, Portuguese and Spanish; an abbreviation is the beginning of one.</summary>
    private static readonly string[][] Names =
    [
        ["january", "janvier", "janeiro", "enero"],
        ["february", "fevrier", "fevereiro", "febrero"],
        ["march", "mars", "marco", "marzo"],
        ["april", "avril", "abril"],
        ["may", "mai", "maio", "mayo"],
        ["june", "juin", "junho", "junio"],
        ["july", "juillet", "julho", "julio"],
        ["august", "aout", "agosto"],
        ["september", "septembre", "setembro", "septiembre", "setiembre"],
        ["october", "octobre", "outubro", "octubre"],
        ["november", "novembre", "novembro", "noviembre"],
        ["december", "decembre", "dezembro", "diciembre"],
    ];

    /// <summary>The month or week that a text means: as it is read, or as people write it.</summary>
    public static Period? Read(string text)
    {
        if (PeriodParser.TryParse(text, out var period))
        {
            return period;
        }

        if (OfDigits().Match(text) is { Success: true } digits)
        {
            var number = int.Parse(digits.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
            return number is < 1 or > Months
                ? null
                : Period.Month(int.Parse(digits.Groups["year"].ValueSpan, CultureInfo.InvariantCulture), number);
        }

        var years = Year().Matches(text);
        if (years.Count != 1 || Month(text) is not { } month)
        {
            return null;
        }

        var year = int.Parse(years[0].Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        return Period.Month(year < 100 ? 2000 + year : year, month);
    }

    /// <summary>The month whose name a text holds as its only word, 1 to 12.</summary>
    public static int? Month(string text)
    {
        var bare = ChapColumns.Plain(text);
        var word = Word().Match(bare).Value;
        if (word.Length < 3 || Word().Count(bare) != 1)
        {
            return null;
        }

        int[] months = [.. Enumerable.Range(1, Months).Where(month => Names[month - 1].Any(name => Begins(name, word)))];
        return months is [var one] ? one : null;
    }

    /// <summary>What a text means that is no month and no week, as a sentence; null where that is not clear.</summary>
    public static string? Meaning(string text) =>
        Read(text) is { } period ? $"it means {period}"
        : Quarter().IsMatch(text) ? "it is a quarter, and forecasts are made of months or weeks"
        : Month(text) is not null && !text.Any(char.IsAsciiDigit) ? "the month has no year"
        : text.Length == 4 && Year().IsMatch(text) ? "it is a year, and forecasts are made of months or weeks"
        : text.Length == 5
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is > FirstDayOfExcel and < LastDayOfExcel
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it may be Excel's number of the day {new DateOnly(1899, 12, 30).AddDays(days):yyyy-MM-dd}"
            )
        : null;

    /// <summary>The day that a text names, in the forms that leave no doubt about it.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(
            text.Length > 10 && text[10] is 'T' or ' ' ? text[..10] : text,
            ["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    private static bool Begins(string name, string word) => name.StartsWith(word, StringComparison.Ordinal);

    [GeneratedRegex("^(?:[0-9]{4}[- ]?(?:Q|T)[1-4]|(?:Q|T)[1-4][- ]?[0-9]{4})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Quarter();

    /// <summary>A month and a year of four digits: in either order no doubt which is which.</summary>
    [GeneratedRegex(
        "^(?:(?<month>[0-9]{1,2})[/. -](?<year>(?:19|20)[0-9]{2})|(?<year>(?:19|20)[0-9]{2})[/. -](?<month>[0-9]{1,2}))$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OfDigits();

    [GeneratedRegex("[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("(?<![0-9])(?:(?<year>(?:19|20)[0-9]{2})|(?<=[^0-9]|^)(?<year>[0-9]{2}))(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Year();
}
