using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Reads a file of observations in any layout that is recognized: a CSV file in the CHAP convention as it is, any other table once it is
/// turned into one.
/// </summary>
internal static class TableReader
{
    private const int RowsOfSample = 200;

    /// <exception cref="RejectedFileException">Something is wrong with the file or the mapping, or unclear.</exception>
    public static async Task<(ChapFile File, Understanding? Understood)> ReadAsync(
        string path,
        Mapping mapping,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var content = await FileContent.ReadAsync(path, cancellationToken);
        if (WorkbookParts.IsWorkbook(content) || BinaryWorkbook.IsOne(content))
        {
            var sheets = BinaryWorkbook.IsOne(content)
                ? BinaryWorkbook.Read(content, cancellationToken)
                : Workbook.Read(content, cancellationToken);
            return Unfolded(content, Sheets.Choose(content, sheets, mapping), progress, cancellationToken);
        }

        FileKinds.RefuseOthers(content);
        if (mapping.Sheets.Count > 0)
        {
            throw ProblemList.Only(content.Name, "this is no workbook, and has no sheets.", "Leave --sheet and the key sheet out.");
        }

        if (mapping == Mapping.Empty && IsConventional(content))
        {
            return (ChapReader.ReadStored(content, progress, cancellationToken), null);
        }

        var table = CsvTable.Read(content);
        if (Recognizer.Recognize(table, mapping, content.Name) is { } plan)
        {
            return Unfolded(content, [(table, plan)], progress, cancellationToken);
        }

        return mapping == Mapping.Empty
            ? (ChapReader.ReadStored(content, progress, cancellationToken), null)
            : throw Sheets.NotRecognized(content.Name, table, mapping);
    }

    private static (ChapFile, Understanding?) Unfolded(
        FileContent content,
        IReadOnlyList<(Table Table, Plan Plan)> tables,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var warnings = new Warnings();
        var unfolding = new Unfolding(content, warnings);
        foreach (var (table, plan) in tables)
        {
            unfolding.Add(table, plan);
        }

        var understood = Understanding.Of(tables);
        try
        {
            var read = ChapReader.ReadStored(unfolding.Content(), progress, cancellationToken);
            return (
                read with
                {
                    Places = [.. read.Places.Select(place => place with { ParentLine = unfolding.RowOf(place.ParentLine) })],
                    Warnings =
                    [
                        understood.ToString(),
                        .. tables.SelectMany(pair => pair.Table.Warnings),
                        .. warnings.All,
                        .. read.Warnings.Select(unfolding.Located),
                    ],
                },
                understood
            );
        }
        catch (RejectedFileException rejected)
        {
            throw unfolding.Located(rejected);
        }
    }

    /// <summary>Whether a file has the columns of the convention, and its periods and counts in the form that is read.</summary>
    private static bool IsConventional(FileContent content)
    {
        var (rows, quiet) = (new List<string[]>(), new ProblemList(content.Name));
        using (var text = new CsvText(content, quiet, new Warnings()))
        {
            text.Read(
                (csv, _) =>
                {
                    rows.Add(CsvText.Fields(csv));
                    return rows.Count <= RowsOfSample;
                }
            );
        }

        if (quiet.Total > 0 || rows.Count == 0)
        {
            return true;
        }

        string[] names =
        [
            .. rows[0]
                .Select(name => ChapColumns.Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name),
        ];
        var canonical = SpeciesColumns.Canonical(names, new Warnings());
        var (period, place) = (Array.IndexOf(canonical, ChapColumns.Period), Array.IndexOf(canonical, ChapColumns.Location));
        if (
            period < 0
            || place < 0
            || !(
                canonical.Contains(Variables.Cases, StringComparer.Ordinal)
                || Variables.Species.All(species => canonical.Contains(species, StringComparer.Ordinal))
            )
        )
        {
            return false;
        }

        var parasite = Array.FindIndex(names, Names.IsParasite);
        if (
            parasite >= 0
            && rows.Skip(1)
                .Where(row => parasite < row.Length)
                .Select(row => Names.Parasite(row[parasite]))
                .Distinct()
                .Count(known => known is not null) > 1
        )
        {
            return false;
        }

        string[] periods = [.. rows.Skip(1).Where(row => period < row.Length && row[period].Length > 0).Select(row => row[period])];
        return periods.All(text => PeriodParser.TryParse(text, out _))
            || !periods.All(PeriodTexts.IsPeriod)
            || (PeriodTexts.Of(periods, null).Periods is null && !periods.All(PeriodTexts.IsSlashed));
    }
}
