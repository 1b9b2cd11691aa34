using System.Globalization;
using MalariaPredictor.Backend.Sources.Chap;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>A column of a wide table: what its cells are of.</summary>
/// <param name="Column">The column.</param>
/// <param name="Period">The period, or null where the row has it.</param>
/// <param name="Part">The month or week of the row's year, such as M3 or W12.</param>
/// <param name="Place">The place, or null where the row has it.</param>
/// <param name="Variable">What the cells hold; empty where the row's element says it.</param>
internal sealed record WideColumn(int Column, string? Period, string? Part, string? Place, string Variable);

/// <summary>How a table becomes one line for each place and period. A column is −1 where there is none.</summary>
internal sealed record Plan(Header Header)
{
    public const string Ignored = "ignore";

    /// <summary>The layout in words.</summary>
    public string Layout { get; init; } = "";

    public int Place { get; init; } = -1;

    public string? PlaceName { get; init; }

    public int Parent { get; init; } = -1;

    public int Simulated { get; init; } = -1;

    public int Period { get; init; } = -1;

    /// <summary>The last day, where <see cref="Period"/> holds the first.</summary>
    public int End { get; init; } = -1;

    public int Year { get; init; } = -1;

    public int? FixedYear { get; init; }

    /// <summary>The column of the month, or of the week.</summary>
    public int Part { get; init; } = -1;

    public bool PartIsWeek { get; init; }

    /// <summary>How the texts of <see cref="Period"/> are read.</summary>
    public PeriodTexts? Periods { get; init; }

    public DateOrder? DateOrder { get; init; }

    public int Parasite { get; init; } = -1;

    public int Element { get; init; } = -1;

    /// <summary>The column of the values, beside a parasite or element.</summary>
    public int Value { get; init; } = -1;

    /// <summary>The variable of each parasite or element.</summary>
    public IReadOnlyDictionary<string, string> VariableOf { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public WideColumns? ColumnsAre { get; init; }

    public IReadOnlyList<WideColumn> Wide { get; init; } = [];

    public IReadOnlyList<(int Column, string Variable)> Values { get; init; } = [];

    /// <summary>Columns that are not read.</summary>
    public IReadOnlyList<int> Left { get; init; } = [];

    /// <summary>Whether several rows or columns may make up one line.</summary>
    public bool Gathers => Parasite >= 0 || Element >= 0;

    /// <summary>The period of a row; the text that stands there where it is none.</summary>
    public string PeriodOf(TableRow row, string? part = null)
    {
        if (part is null && Part < 0)
        {
            var text = End >= 0 ? RangeOf(row) : row[Period];
            return Periods?.Read(text) ?? text;
        }

        var year = FixedYear?.ToString(CultureInfo.InvariantCulture) ?? Whole(row[Year]);
        var (isWeek, number) = part is null
            ? (PartIsWeek, NumberOf(row[Part], PartIsWeek))
            : (part[0] == 'W', int.Parse(part.AsSpan(1), CultureInfo.InvariantCulture));
        return number is null || !WideHeader.IsYear(year) ? $"{year} {part ?? row[Part]}".Trim()
            : isWeek ? string.Create(CultureInfo.InvariantCulture, $"{year}W{number:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{year}-{number:00}");
    }

    public string RangeOf(TableRow row) => $"{row[Period]}/{row[End]}";

    /// <summary>The number of a month or week as it is written; null where it is none.</summary>
    public static int? NumberOf(string text, bool isWeek)
    {
        if (int.TryParse(Whole(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= 99 ? number : null;
        }

        return !isWeek ? (text.Any(char.IsDigit) ? null : WrittenPeriod.Month(text))
            : WideHeader.Of(text, []) is { Part: ['W', .. var week] } ? int.Parse(week, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>2023.0 is 2023: programs write a column of whole numbers with gaps so.</summary>
    private static string Whole(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
}
