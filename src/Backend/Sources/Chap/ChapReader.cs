using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Reads a CSV file in the CHAP convention: <c>time_period</c>, <c>location</c>, <c>disease_cases</c>, further columns as
/// covariates. All problems are gathered before the file is refused.
/// </summary>
internal static class ChapReader
{
    private const int MostProblems = 10_000;
    private const int RowsBetweenReports = 4096;

    /// <summary>A file of what was observed, to be stored.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static ChapFile ReadStored(
        FileContent content,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) => Read(content, ChapColumns.Required, convertKelvin: false, progress, cancellationToken);

    /// <summary>
    /// A file of what was observed, as CHAP gives it to a model: whoever runs CHAP often cannot change it, so temperatures in kelvin are
    /// converted, with a warning.
    /// </summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static ChapFile ReadObserved(FileContent content, CancellationToken cancellationToken = default) =>
        Read(content, ChapColumns.Required, convertKelvin: true, null, cancellationToken);

    /// <summary>
    /// A file of what is to be forecast, as CHAP gives it to a model: periods and locations, with or without further columns.
    /// </summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static ChapFile ReadAhead(FileContent content, CancellationToken cancellationToken = default) =>
        Read(content, ChapColumns.RequiredAhead, convertKelvin: true, null, cancellationToken);

    private static ChapFile Read(
        FileContent content,
        string[] required,
        bool convertKelvin,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var (problems, warnings) = (new ProblemList(content.Name), new Warnings());
        var rows = ReadRows(content, required, convertKelvin, problems, warnings, progress, cancellationToken);
        problems.ThrowIfAny();
        var grid = ChapGrid.Of(rows, content, problems, warnings);
        problems.ThrowIfAny();
        return new ChapFile(content.Name, content.Sha256, grid, rows.PeriodTexts, rows.Simulated, rows.Places, warnings.All);
    }

    private static ChapRows ReadRows(
        FileContent content,
        string[] required,
        bool convertKelvin,
        ProblemList problems,
        Warnings warnings,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var (characters, read, rows) = (0L, 0L, default(ChapRows));
        using (var text = new CsvText(content, problems, warnings))
        {
            text.Read(
                (csv, line) =>
                {
                    if (rows is null)
                    {
                        var fields = CsvText.Fields(csv);
                        rows = new ChapRows(
                            ChapHeader.Read(fields, line, required, () => ChapLayout.Of(content, line), problems, warnings),
                            text.Delimiter,
                            problems,
                            warnings,
                            convertKelvin
                        );
                    }
                    else
                    {
                        rows.Add(csv, line);
                    }

                    characters += csv.GetRawRecordSpan().Length;
                    if (++read % RowsBetweenReports == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        progress?.Report(Math.Min(1, (double)characters / content.Bytes.Length));
                    }

                    return problems.Total < MostProblems;
                }
            );
        }

        problems.ThrowIfAny();
        return rows?.Complete() ?? throw ProblemList.Only(problems.File, "the file has no header.", "Export it again.");
    }
}
