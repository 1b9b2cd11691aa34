using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

/// <summary>A formula and the value that was stored with it.</summary>
internal sealed record Formula(string Text, double Value);

/// <summary>An error such as #N/A.</summary>
internal sealed record ErrorCell(string Text);

/// <summary>Writes small workbooks cell by cell, hostile ones too.</summary>
internal sealed class XlsxFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    private readonly List<(string Name, string Xml, bool Hidden)> _sheets = [];

    /// <summary>The document type that each sheet begins with.</summary>
    public string DocumentType { get; init; } = "";

    public string WorkbookProperties { get; init; } = "";

    public XlsxFile Sheet(string name, object?[][] rows, string[]? merged = null, bool hidden = false)
    {
        var xml = new StringBuilder();
        foreach (var (row, cells) in rows.Index())
        {
            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{row + 1}\">");
            foreach (var (column, cell) in cells.Index())
            {
                xml.Append(Cell($"{(char)('A' + column)}{row + 1}", cell));
            }

            xml.Append("</row>");
        }

        var merges = merged is null
            ? ""
            : $"<mergeCells>{string.Concat(merged.Select(area => $"<mergeCell ref=\"{area}\"/>"))}</mergeCells>";
        _sheets.Add((name, $"{DocumentType}<worksheet xmlns=\"{Main}\"><sheetData>{xml}</sheetData>{merges}</worksheet>", hidden));
        return this;
    }

    /// <summary>Adds the rows of a CSV text: what looks like a number is stored as one.</summary>
    public XlsxFile Csv(string name, string csv) => Sheet(name, Rows(csv));

    public static object?[][] Rows(string csv)
    {
        var separator = csv.Split('\n')[0].Contains(';') ? ';' : ',';
        return
        [
            .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Fields(line.TrimEnd('\r'), separator).Select(Value).ToArray()),
        ];
    }

    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var parts = _sheets.Index().Select(sheet => $"/xl/worksheets/sheet{sheet.Index + 1}.xml").ToArray();
            Write(
                zip,
                "[Content_Types].xml",
                $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Override PartName=\"/xl/workbook.xml\" "
                    + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
            );
            Write(
                zip,
                "_rels/.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" "
                    + $"Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            var sheets = _sheets
                .Index()
                .Select(sheet =>
                    $"<sheet name=\"{SecurityElement.Escape(sheet.Item.Name)}\" "
                    + $"sheetId=\"{sheet.Index + 1}\"{(sheet.Item.Hidden ? " state=\"hidden\"" : "")} r:id=\"s{sheet.Index + 1}\"/>"
                );
            Write(
                zip,
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\">{WorkbookProperties}"
                    + $"<sheets>{string.Concat(sheets)}</sheets></workbook>"
            );
            Write(
                zip,
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Package}/relationships\">"
                    + string.Concat(
                        parts
                            .Index()
                            .Select(part =>
                                $"<Relationship Id=\"s{part.Index + 1}\" Type=\"{Relations}/worksheet\" Target=\"{part.Item[4..]}\"/>"
                            )
                    )
                    + $"<Relationship Id=\"style\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>"
            );
            Write(
                zip,
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" "
                    + $"applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            );
            foreach (var (index, sheet) in _sheets.Index())
            {
                Write(zip, parts[index][1..], sheet.Xml);
            }
        }

        return stream.ToArray();
    }

    private static string Cell(string at, object? cell) =>
        cell switch
        {
            null or "" => "",
            string text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
            DateOnly day => string.Create(
                CultureInfo.InvariantCulture,
                $"<c r=\"{at}\" s=\"1\"><v>{day.DayNumber - new DateOnly(1899, 12, 30).DayNumber}</v></c>"
            ),
            Formula formula => string.Create(
                CultureInfo.InvariantCulture,
                $"<c r=\"{at}\"><f>{formula.Text}</f><v>{formula.Value:R}</v></c>"
            ),
            ErrorCell error => $"<c r=\"{at}\" t=\"e\"><v>{error.Text}</v></c>",
            _ => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\"><v>{cell}</v></c>"),
        };

    private static object? Value(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : text;

    private static List<string> Fields(string line, char separator)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var letter in line)
        {
            if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var part = zip.CreateEntry(name).Open();
        part.Write(
            Encoding.UTF8.GetBytes(
                text.StartsWith("<?xml", StringComparison.Ordinal) ? text : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text
            )
        );
    }
}
