using System.Globalization;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Periods as people write them: <c>January 2023</c>, <c>Jan-23</c>, <c>2023 janvier</c>, or the first day of a month. They are not read,
/// but a message can name the form that is.
/// </summary>
internal static partial class WrittenPeriod
{
    private const int Months = 12;

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

        var (bare, years) = (WithoutMarks(text), Year().Matches(text));
        var word = Word().Match(bare).Value;
        if (years.Count != 1 || word.Length < 3 || Word().Count(bare) != 1)
        {
            return null;
        }

        int[] months = [.. Enumerable.Range(1, Months).Where(month => Names[month - 1].Any(name => Begins(name, word)))];
        var year = int.Parse(years[0].Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        return months is [var one] ? Period.Month(year < 100 ? 2000 + year : year, one) : null;
    }

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

    private static string WithoutMarks(string text) =>
        string.Concat(NearNames.Bare(text).Where(letter => char.IsAsciiLetterOrDigit(letter)));

    [GeneratedRegex("[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("(?<![0-9])(?:(?<year>(?:19|20)[0-9]{2})|(?<=[^0-9]|^)(?<year>[0-9]{2}))(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Year();
}
