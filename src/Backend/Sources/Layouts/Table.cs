using System.Globalization;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>A row of a table: its number in the file, from 1, and its cells without the space around them.</summary>
internal sealed record TableRow(long Line, string[] Cells)
{
    /// <summary>The text of a cell; empty where the row is shorter.</summary>
    public string this[int column] => column >= 0 && column < Cells.Length ? Cells[column] : "";

    public bool IsBlank => Array.TrueForAll(Cells, cell => cell.Length == 0);

    /// <summary>How many different texts there are.</summary>
    public int Distinct => Cells.Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal).Count();

    public int Filled => Cells.Count(cell => cell.Length > 0);
}

/// <summary>The cells of a CSV file, or of one sheet of a workbook, as text.</summary>
/// <param name="Sheet">The sheet's name; null for a CSV file.</param>
/// <param name="Separator">The character between the columns of a CSV file; a comma for a sheet.</param>
/// <param name="Rows">The rows, in order; blank ones may be absent.</param>
internal sealed record Table(string? Sheet, char Separator, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Rows, by their number, in which one name stands above several columns.</summary>
    public IReadOnlySet<long> Merged { get; init; } = new HashSet<long>();

    /// <summary>What was noticed while the cells were read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The letters of a column as a spreadsheet shows them: 0 is A, 26 is AA.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }

    /// <summary>The column that such letters name; -1 where they are none.</summary>
    public static int Column(string letters)
    {
        var column = 0;
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter(letter) || column > 20_000)
            {
                return -1;
            }

            column = (column * 26) + (char.ToUpperInvariant(letter) - 'A') + 1;
        }

        return column - 1;
    }

    /// <summary>Where a cell, or with -1 a row, stands.</summary>
    public string Place(long line, int column) =>
        Sheet is null
            ? string.Create(CultureInfo.InvariantCulture, $"line {line}") + (column < 0 ? "" : $", column {Letters(column)}")
            : string.Create(CultureInfo.InvariantCulture, $"sheet {Sheet}, {(column < 0 ? "row " : $"cell {Letters(column)}")}{line}");
}
