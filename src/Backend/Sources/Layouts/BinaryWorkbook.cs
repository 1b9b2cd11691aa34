using System.Buffers.Binary;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Reads the sheets of a workbook in the old binary format (xls) as tables, as <see cref="Workbook"/> does those of an xlsx file.
/// </summary>
internal static class BinaryWorkbook
{
    private const int MostColumns = 256;
    private const int FormulaLength = 18;
    private const byte NotAvailable = 0x2A;

    private static readonly Dictionary<byte, string> Errors = new()
    {
        [0x00] = "#NULL!",
        [0x07] = "#DIV/0!",
        [0x0F] = "#VALUE!",
        [0x17] = "#REF!",
        [0x1D] = "#NAME?",
        [0x24] = "#NUM!",
    };

    // Texts of Excel 5 and 95 are in the code page of the machine that wrote them.
    static BinaryWorkbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Told by the first bytes: a compound file, or the bare stream of Excel 2 to 4.</summary>
    public static bool IsOne(FileContent content) => content.Bytes is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    /// <summary>The sheets that are shown and hold anything.</summary>
    /// <exception cref="RejectedFileException">The file is damaged, protected, or no workbook.</exception>
    public static IReadOnlyList<Table> Read(FileContent content, CancellationToken cancellationToken)
    {
        if (content.Bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0)
        {
            throw Protected(content);
        }

        RefuseErrors(content);
        try
        {
            using var stream = new MemoryStream(content.Bytes, writable: false);
            using var reader = ExcelReaderFactory.CreateBinaryReader(stream);
            var tables = new List<Table>();
            do
            {
                if (reader.VisibleState == "visible" && Table(reader, cancellationToken) is { Rows.Count: > 0 } table)
                {
                    tables.Add(table);
                }
            } while (reader.NextResult());

            return tables;
        }
        catch (InvalidPasswordException)
        {
            throw Protected(content);
        }
        catch (Exception damaged) when (damaged is not (OperationCanceledException or OutOfMemoryException or RejectedFileException))
        {
            // The library throws whatever its arrays and streams throw on damaged records.
            throw ProblemList.Only(
                content.Name,
                "this is a file of an old Office program, and no workbook (xls) can be read from it: "
                    + (damaged is ExcelReaderException ? damaged.Message.ReplaceLineEndings(" ") : "it is damaged or holds none."),
                "Open it in a spreadsheet program and save it as xlsx (\"Excel Workbook\") or as CSV (UTF-8)."
            );
        }
    }

    private static Table Table(IExcelDataReader reader, CancellationToken cancellationToken)
    {
        var table = new SheetTable(reader.Name);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = new object?[Math.Min(reader.FieldCount, MostColumns)];
            for (var column = 0; column < values.Length; column++)
            {
                values[column] = reader.GetValue(column);
            }

            table.Add(values);
        }

        return table.Build([.. (reader.MergeCells ?? []).Select(area => (area.FromRow, area.FromColumn, area.ToRow, area.ToColumn))]);
    }

    /// <summary>
    /// Refuses errors such as #DIV/0!, which the library gives as empty cells: an empty count would pass for a missing report. Only #N/A
    /// says just that. They are found by the bytes of their records, [MS-XLS] BoolErr and Formula, with a cached error.
    /// </summary>
    private static void RefuseErrors(FileContent content)
    {
        var bytes = content.Bytes.AsSpan();
        for (var at = 0; at + FormulaLength <= bytes.Length; at++)
        {
            var record = bytes[at..];
            var error =
                record is [0x05, 0x02, 0x08, 0x00, _, _, _, _, _, _, var constant, 0x01, ..] ? constant
                : record is [0x06, 0x00, _, _, _, _, _, _, _, _, 0x02, 0x00, var cached, 0x00, 0x00, 0x00, 0xFF, 0xFF, ..] ? cached
                : NotAvailable;
            if (error != NotAvailable && Errors.TryGetValue(error, out var name))
            {
                var (row, column) = (
                    BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) + 1,
                    Layouts.Table.Letters(BinaryPrimitives.ReadUInt16LittleEndian(record[6..]))
                );
                throw new RejectedFileException(
                    content.Name,
                    [
                        new FileProblem(
                            content.Name,
                            row,
                            $"cell {column}{row}",
                            name,
                            "this is an error and no value.",
                            "Correct the formula, or delete what stands there."
                        ),
                    ],
                    1
                );
            }
        }
    }

    private static RejectedFileException Protected(FileContent content) =>
        ProblemList.Only(content.Name, "the workbook is protected by a password.", "Save it without the password.");
}
