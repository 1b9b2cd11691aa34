using System.Text;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Recognizes files that are no table this program reads, by their content and not by their name.</summary>
internal static class FileKinds
{
    private const string SaveAs = "Open it in a spreadsheet program and save it as xlsx (\"Excel Workbook\") or as CSV (UTF-8).";

    /// <exception cref="RejectedFileException">It is one of those.</exception>
    public static void RefuseOthers(FileContent content)
    {
        if (WorkbookParts.HasPart(content, "content.xml"))
        {
            throw ProblemList.Only(content.Name, "this is an OpenDocument spreadsheet (ods).", SaveAs);
        }

        if (content.Bytes is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            throw ProblemList.Only(content.Name, "this is a ZIP file without a workbook in it.", "Unpack it and import the file in it.");
        }

        var start = Encoding
            .Latin1.GetString(content.Bytes, 0, Math.Min(content.Bytes.Length, 1000))
            .TrimStart('\u00EF', '\u00BB', '\u00BF')
            .TrimStart();
        if (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && start.Contains("<Workbook", StringComparison.Ordinal))
        {
            throw ProblemList.Only(content.Name, "this is a spreadsheet in the XML of Excel 2003.", SaveAs);
        }

        if (
            start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || (
                start.StartsWith('<')
                && (
                    start.Contains("<html", StringComparison.OrdinalIgnoreCase)
                    || start.Contains("<table", StringComparison.OrdinalIgnoreCase)
                )
            )
        )
        {
            throw ProblemList.Only(
                content.Name,
                "this is a web page (HTML), which some programs write under the name xls.",
                SaveAs + " If a download gave a page instead of data, sign in and download it again."
            );
        }
    }
}
