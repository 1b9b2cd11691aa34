using System.Globalization;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Makes a table of the values of one sheet, as they are stored and not as they are shown.</summary>
internal sealed class SheetTable(string name)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _warnings = [];
    private int _asText;
    private string _firstAsText = "";

    /// <summary>The next row, from the first column.</summary>
    public void Add(IEnumerable<object?> values)
    {
        var cells = new List<string>();
        foreach (var (column, value) in values.Index())
        {
            var text = Text(value);
            cells.Add(text);
            if (value is string && NumberCell.TryRead(text, out _) && !PeriodParser.TryParse(text, out _) && !WideHeader.IsYear(text))
            {
                _asText++;
                _firstAsText = _asText > 1 ? _firstAsText : $"{Table.Letters(column)}{_rows.Count + 1}";
            }
        }

        // A sheet may claim to be wider than it is.
        _rows.Add([.. cells.Take(cells.FindLastIndex(cell => cell.Length > 0) + 1)]);
    }

    public void Warn(string warning) => _warnings.Add($"sheet {name}: {warning}");

    /// <param name="mergedCells">First and last row and column of each, from 0.</param>
    public Table Build(IReadOnlyList<(int Top, int Left, int Bottom, int Right)> mergedCells)
    {
        var merged = Merge(mergedCells);
        if (_asText > 0)
        {
            Warn($"{_asText} numbers are stored as text and read as numbers (first in cell {_firstAsText})");
        }

        return new Table(name, ',', [.. _rows.Index().Select(row => new TableRow(row.Index + 1, row.Item)).Where(row => !row.IsBlank)])
        {
            Merged = merged,
            Warnings = _warnings,
        };
    }

    /// <summary>
    /// A text in merged cells stands for all of them; a number counts once. Returns the rows with names above several columns.
    /// </summary>
    private HashSet<long> Merge(IReadOnlyList<(int Top, int Left, int Bottom, int Right)> areas)
    {
        var across = new HashSet<long>();
        foreach (var (top, left, bottom, right) in areas.Where(merged => merged.Top < _rows.Count))
        {
            var text = left < _rows[top].Length ? _rows[top][left] : "";
            if (text.Length == 0 || (NumberCell.TryRead(text, out _) && !WideHeader.IsYear(text) && !PeriodParser.TryParse(text, out _)))
            {
                continue;
            }

            for (var row = top; row <= Math.Min(bottom, _rows.Count - 1); row++)
            {
                for (var column = left; column <= Math.Min(right, _rows[row].Length - 1); column++)
                {
                    _rows[row][column] = text;
                }
            }

            if (right > left)
            {
                across.Add(top + 1);
            }
        }

        return across;
    }

    /// <summary>A value as the reader of numbers and periods takes it, in no language's format.</summary>
    private static string Text(object? value) =>
        value switch
        {
            null => "",
            string text => text.Trim(),
            double number => Number(number),
            DateTime day when day.TimeOfDay == TimeSpan.Zero => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
            bool yes => yes ? "TRUE" : "FALSE",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>A stored number leaves no doubt about its point: with another digit, 1.442 does not pass for a thousand.</summary>
    private static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOf('.', StringComparison.Ordinal) is var point and > 0 && text.Length - point == 4 ? text + "0" : text;
    }
}
