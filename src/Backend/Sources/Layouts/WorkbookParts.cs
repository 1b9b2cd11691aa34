using System.Globalization;
using System.IO.Compression;
using System.Xml;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>A sheet of a workbook, as far as it is known before its values are read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cells">How many cells it has.</param>
/// <param name="Formulas">How many of them hold a formula.</param>
/// <param name="FirstFormula">The first of those.</param>
/// <param name="Merged">Merged cells: first and last row and column, from 0.</param>
internal sealed record SheetPart(
    string Name,
    long Cells,
    int Formulas,
    string FirstFormula,
    IReadOnlyList<(int Top, int Left, int Bottom, int Right)> Merged
);

/// <summary>
/// Goes through the parts of an xlsx file before any of it is read: what would exhaust memory or hides something is refused, and formulas
/// and merged cells are noted.
/// </summary>
internal sealed class WorkbookParts
{
    private const long Largest = 1L << 30;
    private const int HighestRatio = 200;
    private const long Harmless = 32L << 20;
    private const int MostParts = 2000;
    private const long MostCells = 20_000_000;

    /// <summary>The time to read a row grows with the width that the sheet states.</summary>
    private const int MostColumns = 2000;
    private const int MostMerged = 100_000;
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly FileContent _content;
    private readonly ZipArchive _zip;
    private readonly CancellationToken _cancellationToken;
    private long _unpacked;

    private WorkbookParts(FileContent content, ZipArchive zip, CancellationToken cancellationToken) =>
        (_content, _zip, _cancellationToken) = (content, zip, cancellationToken);

    /// <summary>Whether the bytes are a ZIP file with a workbook in it.</summary>
    public static bool IsWorkbook(FileContent content) => HasPart(content, "xl/workbook.xml");

    /// <summary>Whether the bytes are a ZIP file with a part of that name.</summary>
    public static bool HasPart(FileContent content, string name)
    {
        if (content.Bytes is not [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return false;
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.Bytes, writable: false));
            return zip.Entries.Any(entry => entry.FullName.Replace('\\', '/').Equals(name, StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The sheets that are shown, once no part of the file was found to be hostile or damaged.</summary>
    /// <exception cref="RejectedFileException">One was.</exception>
    public static IReadOnlyList<SheetPart> Check(FileContent content, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.Bytes, writable: false));
            return new WorkbookParts(content, zip, cancellationToken).Sheets();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or XmlException or EndOfStreamException)
        {
            throw ProblemList.Only(
                content.Name,
                $"the workbook is damaged: {damaged.Message.ReplaceLineEndings(" ")}",
                "Open it in a spreadsheet program and save it again as xlsx."
            );
        }
    }

    private List<SheetPart> Sheets()
    {
        if (_zip.Entries.Count > MostParts)
        {
            throw ProblemList.Only(
                _content.Name,
                $"the workbook has {_zip.Entries.Count:N0} parts.",
                "Save the sheet with the data as a file of its own."
            );
        }

        foreach (var entry in _zip.Entries)
        {
            Measure(entry);
        }

        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(
            "xl/_rels/workbook.xml.rels",
            reader =>
            {
                if (reader.LocalName == "Relationship")
                {
                    targets[reader.GetAttribute("Id") ?? ""] = reader.GetAttribute("Target") ?? "";
                }
            }
        );
        var found = new List<(string Name, string Id)>();
        Walk(
            "xl/workbook.xml",
            reader =>
            {
                if (reader.LocalName == "workbookPr" && reader.GetAttribute("date1904") is "1" or "true")
                {
                    throw ProblemList.Only(
                        _content.Name,
                        "the workbook counts its days from 1904, as old programs on a Macintosh did.",
                        "Save it with the date system of 1900, or save the sheet as CSV (UTF-8)."
                    );
                }

                if (reader.LocalName == "sheet" && reader.GetAttribute("state") is null or "visible")
                {
                    found.Add((reader.GetAttribute("name") ?? "", reader.GetAttribute("id", Relations) ?? ""));
                }
            }
        );
        return
        [
            .. found
                .Where(sheet => targets.ContainsKey(sheet.Id))
                .Select(sheet => (sheet.Name, Path: targets[sheet.Id] is ['/', .. var whole] ? whole : "xl/" + targets[sheet.Id]))
                .Where(sheet => _zip.GetEntry(sheet.Path) is not null && !sheet.Path.Contains("chartsheets", StringComparison.Ordinal))
                .Select(sheet => Sheet(sheet.Name, sheet.Path)),
        ];
    }

    private SheetPart Sheet(string name, string path)
    {
        var merged = new List<(int, int, int, int)>();
        var (cells, formulas, first, cell, row, last, widest) = (0L, 0, "", "", 0, 0, 0);
        Walk(
            path,
            reader =>
            {
                switch (reader.LocalName)
                {
                    case "dimension" when Area(reader.GetAttribute("ref") ?? "") is { } stated:
                        widest = Math.Max(widest, stated.Right + 1);
                        break;
                    case "row":
                        row = int.TryParse(reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                            ? given
                            : row + 1;
                        last = Math.Max(last, row);
                        break;
                    case "c":
                        cell = reader.GetAttribute("r") ?? "";
                        widest = Math.Max(widest, ColumnOf(cell) + 1);
                        cells++;
                        break;
                    case "f":
                        formulas++;
                        first = first.Length == 0 ? cell : first;
                        break;
                    case "mergeCell" when merged.Count < MostMerged && Area(reader.GetAttribute("ref") ?? "") is { } area:
                        merged.Add(area);
                        break;
                }
            }
        );
        return last * (long)widest <= MostCells && widest <= MostColumns
            ? new SheetPart(name, cells, formulas, first, merged)
            : throw ProblemList.Only(
                _content.Name,
                $"sheet {name} reaches to row {last:N0} and column {Table.Letters(widest - 1)}, which are too many cells.",
                "Delete what stands far from the table, or save the table as CSV (UTF-8)."
            );
    }

    /// <summary>Reads a part to its end: the size that an archive states need not be true.</summary>
    private void Measure(ZipArchiveEntry entry)
    {
        using var part = entry.Open();
        var buffer = new byte[1 << 16];
        for (int read; (read = part.Read(buffer)) > 0; )
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _unpacked += read;
            if (_unpacked > Largest || (_unpacked > Harmless && _unpacked / _content.Bytes.Length >= HighestRatio))
            {
                throw ProblemList.Only(
                    _content.Name,
                    $"its {_content.Bytes.Length:N0} bytes unpack to more than {HighestRatio} times as many or to more than "
                        + $"{Largest >> 20} MiB, as no "
                        + "file of observations does.",
                    "Save the sheet with the data as CSV (UTF-8) and import that file."
                );
            }
        }

        if (
            entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
        )
        {
            Walk(entry.FullName, _ => { });
        }
    }

    /// <summary>
    /// Goes through the elements of a part. A document type, which may define entities that grow beyond memory, is refused.
    /// </summary>
    private void Walk(string path, Action<XmlReader> element)
    {
        if (_zip.GetEntry(path) is not { } entry)
        {
            return;
        }

        using var part = entry.Open();
        using var reader = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                element(reader);
            }
        }
    }

    private static (int Top, int Left, int Bottom, int Right)? Area(string text)
    {
        var ends = text.Split(':');
        return
            ends.Length == 2
            && RowOf(ends[0]) is var top and >= 0
            && RowOf(ends[1]) is var bottom
            && bottom >= top
            && ColumnOf(ends[0]) is var left and >= 0
            && ColumnOf(ends[1]) is var right
            && right >= left
            ? (top, left, bottom, right)
            : null;
    }

    private static int ColumnOf(string cell) => Table.Column(new string([.. cell.TakeWhile(char.IsAsciiLetter)]));

    private static int RowOf(string cell) =>
        int.TryParse(
            cell.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var row
        )
            ? row - 1
            : -1;
}
