using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>The names of the columns, whether they stand in one row or in two, and the rows below them.</summary>
/// <param name="Names">A name for each column; empty where there is none.</param>
/// <param name="Line">The row in which they stand, or the first of two.</param>
/// <param name="InTwoRows">Whether they stand in two rows: years above months, or a merged cell above several names.</param>
/// <param name="Above">How many rows of the file stand above.</param>
/// <param name="Rows">The rows below.</param>
internal sealed record Header(string[] Names, long Line, bool InTwoRows, int Above, IReadOnlyList<TableRow> Rows)
{
    private const int RowsLookedAt = 30;
    private const int FewestColumns = 2;

    /// <summary>The header of a table; null where no row of it can be one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="skip">How many rows of the file stand above the header, where that is stated.</param>
    public static Header? Find(Table table, int? skip)
    {
        var rows = table.Rows;
        if (skip is { } stated)
        {
            var at = rows.TakeWhile(row => row.Line <= stated || row.IsBlank).Count();
            return at == rows.Count ? null : Of(table, at, stated);
        }

        // A merged title fills all its cells with one text.
        var candidates = rows.Index().Take(RowsLookedAt).Where(row => row.Item.Distinct >= FewestColumns).ToArray();
        var widest = candidates.Select(row => row.Item.Filled).DefaultIfEmpty().Max();
        foreach (var (index, row) in candidates)
        {
            if ((row.Filled * 2 >= widest && IsHeader(row)) || Second(table, index) is not null)
            {
                return Of(table, index, (int)row.Line - 1);
            }
        }

        // A table of places and numbers whose first column has no usual name.
        return candidates.Length > 0 ? Of(table, candidates[0].Index, (int)candidates[0].Item.Line - 1) : null;
    }

    /// <summary>
    /// The column that a name of the header means, or that "column C" means; −1 where there is none, −2 where there are several.
    /// </summary>
    public int Find(string name)
    {
        int[] found =
        [
            .. Enumerable.Range(0, Names.Length).Where(column => Names[column].Equals(name, StringComparison.OrdinalIgnoreCase)),
        ];
        return found.Length == 1 ? found[0]
            : found.Length > 1 ? -2
            : name.StartsWith("column ", StringComparison.OrdinalIgnoreCase)
            && Table.Column(name["column ".Length..].Trim()) is var column
            && column >= 0
            && column < Names.Length
                ? column
            : -1;
    }

    /// <summary>A name that <see cref="Find(string)"/> finds.</summary>
    public string Name(int column) =>
        Names[column].Length > 0 && Find(Names[column]) == column ? Names[column] : $"column {Table.Letters(column)}";

    /// <summary>Whether a row names a period and a place, or several periods, or a place and something else that is known.</summary>
    private static bool IsHeader(TableRow row)
    {
        var periods = row.Cells.Count(cell => WideHeader.Of(cell, row.Cells) is not null);
        if (periods >= FewestColumns)
        {
            return true;
        }

        var known = row.Cells.Count(cell =>
            cell.Length > 0
            && (
                Layouts.Names.IsPeriod(cell)
                || Layouts.Names.IsPlace(cell)
                || Layouts.Names.IsYear(cell)
                || Layouts.Names.IsParasite(cell)
                || Layouts.Names.IsElement(cell)
                || Layouts.Names.Variable(cell) is not null
            )
        );
        return known >= FewestColumns || (known == 1 && row.Cells.Any(cell => Layouts.Names.IsPeriod(cell) || Layouts.Names.IsPlace(cell)));
    }

    /// <summary>The names of a row of years, or of merged names, above a row of months or names; null where it is none.</summary>
    private static string[]? Second(Table table, int index)
    {
        if (index + 1 >= table.Rows.Count)
        {
            return null;
        }

        var (first, second) = (table.Rows[index], table.Rows[index + 1]);
        if (second.Line != first.Line + 1)
        {
            return null;
        }

        var months = Enumerable.Range(0, second.Cells.Length).Where(column => WideHeader.IsMonth(second[column])).ToArray();
        if (months.Length >= FewestColumns && first.Cells.Any(WideHeader.IsYear))
        {
            var (names, year) = (new string[Math.Max(first.Cells.Length, second.Cells.Length)], "");
            for (var column = 0; column < names.Length; column++)
            {
                year = WideHeader.IsYear(first[column]) ? first[column] : year;
                names[column] =
                    months.Contains(column) && year.Length > 0 ? $"{second[column]} {year}"
                    : second[column].Length > 0 ? second[column]
                    : first[column];
            }

            return names;
        }

        if (!table.Merged.Contains(first.Line) || IsOfValues(second) || second.Filled < FewestColumns)
        {
            return null;
        }

        return
        [
            .. Enumerable
                .Range(0, Math.Max(first.Cells.Length, second.Cells.Length))
                .Select(column =>
                    first[column].Length == 0 || first[column] == second[column] ? second[column]
                    : second[column].Length == 0 ? first[column]
                    : first.Cells.Count(cell => cell == first[column]) > 1 ? $"{first[column]} {second[column]}"
                    : second[column]
                ),
        ];
    }

    private static Header Of(Table table, int index, int above)
    {
        var two = Second(table, index);
        var line = table.Rows[index].Line;
        TableRow[] below = [.. table.Rows.Skip(index + (two is null ? 1 : 2)).Where(row => !row.IsBlank)];
        var width = Math.Max((two ?? table.Rows[index].Cells).Length, below.Length == 0 ? 0 : below.Max(row => LastFilled(row) + 1));
        var names = new string[width];
        Array.Fill(names, "");
        (two ?? table.Rows[index].Cells).AsSpan().CopyTo(names);
        for (var column = 0; column < width; column++)
        {
            names[column] = ChapColumns.IsUnnamed(names[column]) ? "" : names[column];
        }

        return new Header(names, line, two is not null, above, below);
    }

    private static int LastFilled(TableRow row) => Array.FindLastIndex(row.Cells, cell => cell.Length > 0);

    /// <summary>Whether most cells are numbers, as those of a header are not.</summary>
    private static bool IsOfValues(TableRow row) =>
        row.Cells.Count(cell => NumberCell.TryRead(cell, out _) && !PeriodParser.TryParse(cell, out _) && !WideHeader.IsYear(cell)) * 2
        > row.Filled;
}

/// <summary>What the name of a column of a wide table says: a period, or a month or week of a year that stands elsewhere.</summary>
/// <param name="Whole">The period, where the year is there.</param>
/// <param name="Part">"M1" to "M12" or "W1" to "W53", where the year stands elsewhere.</param>
/// <param name="Rest">What else the name says, such as the data element; empty where nothing.</param>
internal sealed record WideHeader(string? Whole, string? Part, string Rest)
{
    /// <summary>Reads a name; null where it is no period.</summary>
    /// <param name="name">The name.</param>
    /// <param name="all">All names of the row: 1 to 12 are months where all of them are there.</param>
    public static WideHeader? Of(string name, IReadOnlyList<string> all)
    {
        if (name.Length == 0)
        {
            return null;
        }

        if (WholeOf(name) is { } whole)
        {
            return new WideHeader(whole, null, "");
        }

        if (WrittenPeriod.Month(name) is { } month && !name.Any(char.IsDigit))
        {
            return new WideHeader(null, $"M{month}", "");
        }

        if (int.TryParse(name, out var number) && name.All(char.IsAsciiDigit) && number is >= 1 and <= 12 && IsOneToTwelve(all))
        {
            return new WideHeader(null, $"M{number}", "");
        }

        if (Week(name) is { } week)
        {
            return new WideHeader(null, $"W{week}", "");
        }

        // A data element and its period, in either order.
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var taken = Math.Min(2, words.Length - 1); taken >= 1; taken--)
        {
            if (WholeOf(string.Join(' ', words[^taken..])) is { } last)
            {
                return new WideHeader(last, null, string.Join(' ', words[..^taken]));
            }

            if (WholeOf(string.Join(' ', words[..taken])) is { } first)
            {
                return new WideHeader(first, null, string.Join(' ', words[taken..]));
            }
        }

        return null;
    }

    public static bool IsMonth(string text) => WrittenPeriod.Month(text) is not null && !text.Any(char.IsDigit);

    public static bool IsYear(string text) =>
        text.Length == 4
        && text.All(char.IsAsciiDigit)
        && (text.StartsWith("19", StringComparison.Ordinal) || text.StartsWith("20", StringComparison.Ordinal));

    private static string? WholeOf(string text) =>
        PeriodTexts.One(text)
        ?? (WrittenPeriod.Day(text) is { Day: 1 } day && text.Length >= 10 ? Period.Containing(PeriodType.Month, day).ToString() : null);

    private static bool IsOneToTwelve(IReadOnlyList<string> all) =>
        Enumerable.Range(1, 12).All(month => all.Any(name => int.TryParse(name, out var number) && number == month));

    private static int? Week(string name)
    {
        var plain = ChapColumns.Spaced(name);
        var digits = new string([.. plain.Reverse().TakeWhile(char.IsAsciiDigit).Reverse()]);
        return
            plain[..^digits.Length].Trim() is "w" or "s" or "se" or "wk" or "week" or "semaine" or "semana" or "epiweek"
            && int.TryParse(digits, out var week)
            && week is >= 1 and <= 53
            ? week
            : null;
    }
}
