using System.Globalization;
using MalariaPredictor.Backend.Sources;

namespace MalariaPredictor.Backend.Commands;

/// <summary>What <c>import --dry-run</c> prints, for a person or for a machine.</summary>
internal static class PreviewText
{
    private const int ColumnsShown = 30;

    public static void Write(ImportPreview preview, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            JsonOutput.Write(output, preview);
            return;
        }

        foreach (var warning in preview.Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }

        output.WriteLine($"{preview.File}: dry run, nothing is stored.");
        if (preview.Understood is { } understood)
        {
            output.WriteLine($"layout: {understood.Layout}");
            if (understood.Sheets.Count > 0)
            {
                output.WriteLine($"sheet: {string.Join(", ", understood.Sheets)}");
            }

            output.WriteLine($"header: row {understood.HeaderRow}");
            foreach (var column in understood.Columns.Take(ColumnsShown))
            {
                output.WriteLine($"  {column.Column, -3} {column.Name} -> {column.Meaning}");
            }

            if (understood.Columns.Count > ColumnsShown)
            {
                output.WriteLine($"  … and {understood.Columns.Count - ColumnsShown} more columns");
            }

            output.WriteLine($"periods: {understood.Periods}");
        }
        else
        {
            output.WriteLine("layout: the CHAP convention");
        }

        output.WriteLine(
            $"{preview.Rows} rows, {preview.Locations.Count} locations, {preview.Periods} {preview.First} to {preview.Last}. "
                + $"The first rows:"
        );
        string[] variables = [.. preview.FirstRows.SelectMany(row => row.Values.Keys).Distinct(StringComparer.Ordinal)];
        output.WriteLine("  " + string.Join(" | ", ["time_period", "location", .. variables]));
        foreach (var row in preview.FirstRows)
        {
            output.WriteLine(
                "  "
                    + string.Join(
                        " | ",
                        [
                            row.Period,
                            row.Parent is null ? row.Location : $"{row.Location} ({row.Parent})",
                            .. variables.Select(name => row.Values[name]?.ToString(CultureInfo.InvariantCulture) ?? ""),
                        ]
                    )
            );
        }
    }
}
