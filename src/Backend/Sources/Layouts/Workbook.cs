using System.Globalization;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Reads the sheets of an xlsx file as tables: the values that are stored, whatever the format in which they are shown.</summary>
internal static class Workbook
{
    /// <summary>The sheets that are shown and hold anything.</summary>
    /// <exception cref="RejectedFileException">The file is damaged or hostile.</exception>
    public static IReadOnlyList<Table> Read(FileContent content, CancellationToken cancellationToken)
    {
        var tables = new List<Table>();
        foreach (var sheet in WorkbookParts.Check(content, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sheet.Cells > 0)
            {
                tables.Add(Table(content, sheet));
            }
        }

        return tables;
    }

    /// <summary>What is wrong, where the exception says it in words of the file.</summary>
    private static string Why(Exception damaged) =>
        damaged is System.Xml.XmlException or InvalidDataException or FormatException
            ? damaged.Message.ReplaceLineEndings(" ")
            : "a part of the workbook is missing or refers to another one that is.";

    private static Table Table(FileContent content, SheetPart sheet)
    {
        var (rows, warnings) = (new List<string[]>(), new List<string>());
        var (asText, firstAsText) = (0, "");
        try
        {
            using var stream = new MemoryStream(content.Bytes, writable: false);
            var configuration = new OpenXmlConfiguration { EnableSharedStringCache = false };
            foreach (
                IDictionary<string, object?> row in stream.Query(
                    sheetName: sheet.Name,
                    excelType: ExcelType.XLSX,
                    configuration: configuration
                )
            )
            {
                var cells = new string[row.Count];
                foreach (var (column, value) in row.Values.Index())
                {
                    cells[column] = Text(value);
                    if (
                        value is string
                        && NumberCell.TryRead(cells[column], out _)
                        && !PeriodParser.TryParse(cells[column], out _)
                        && !WideHeader.IsYear(cells[column])
                    )
                    {
                        asText++;
                        firstAsText = asText > 1 ? firstAsText : $"{Layouts.Table.Letters(column)}{rows.Count + 1}";
                    }
                }

                // A sheet may claim to be wider than it is.
                rows.Add(cells[..(Array.FindLastIndex(cells, cell => cell.Length > 0) + 1)]);
            }
        }
        catch (Exception damaged)
            when (damaged
                    is System.Xml.XmlException
                        or InvalidDataException
                        or FormatException
                        or KeyNotFoundException
                        or ArgumentException
                        or InvalidOperationException
                        or NullReferenceException
                        or IndexOutOfRangeException
                        or OverflowException
                        or InvalidCastException
            )
        {
            throw ProblemList.Only(
                content.Name,
                $"sheet {sheet.Name} cannot be read: {Why(damaged)}",
                "Open the file in a spreadsheet program and save it again as xlsx."
            );
        }

        var merged = Merge(rows, sheet);
        if (asText > 0)
        {
            warnings.Add($"sheet {sheet.Name}: {asText} numbers are stored as text and read as numbers (first in cell {firstAsText})");
        }

        if (sheet.Formulas > 0)
        {
            warnings.Add(
                $"sheet {sheet.Name}: {sheet.Formulas} cells hold formulas: the values that were stored with them are read "
                    + $"(first in cell {sheet.FirstFormula})"
            );
        }

        return new Table(sheet.Name, ',', [.. rows.Index().Select(row => new TableRow(row.Index + 1, row.Item)).Where(row => !row.IsBlank)])
        {
            Merged = merged,
            Warnings = warnings,
        };
    }

    /// <summary>
    /// A text in merged cells stands for all of them; a number counts once. Returns the rows with names above several columns.
    /// </summary>
    private static HashSet<long> Merge(List<string[]> rows, SheetPart sheet)
    {
        var across = new HashSet<long>();
        foreach (var (top, left, bottom, right) in sheet.Merged.Where(merged => merged.Top < rows.Count))
        {
            var text = left < rows[top].Length ? rows[top][left] : "";
            if (text.Length == 0 || (NumberCell.TryRead(text, out _) && !WideHeader.IsYear(text) && !PeriodParser.TryParse(text, out _)))
            {
                continue;
            }

            for (var row = top; row <= Math.Min(bottom, rows.Count - 1); row++)
            {
                for (var column = left; column <= Math.Min(right, rows[row].Length - 1); column++)
                {
                    rows[row][column] = text;
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
