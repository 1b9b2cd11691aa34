using MalariaPredictor.Backend.Sources.Files;
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
        var table = new SheetTable(sheet.Name);
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
                table.Add(row.Values);
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

        if (sheet.Formulas > 0)
        {
            table.Warn(
                $"{sheet.Formulas} cells hold formulas: the values that were stored with them are read (first in cell {sheet.FirstFormula})"
            );
        }

        return table.Build(sheet.Merged);
    }
}
