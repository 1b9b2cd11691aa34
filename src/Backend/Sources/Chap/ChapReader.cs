using MalariaPredictor.Backend.Sources.Files;
using Sylvan.Data.Csv;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Reads a CSV file in the CHAP convention: <c>time_period</c>, <c>location</c>, <c>disease_cases</c>, further columns as
/// covariates. All problems are gathered before the file is refused.
/// </summary>
internal static class ChapReader
{
    private const int MostProblems = 10_000;
    private const int RowsBetweenReports = 4096;
    private const int LongestRecord = 1 << 20;

    /// <summary>A file of what was observed.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static async Task<ChapFile> ReadAsync(
        string path,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) => Read(await FileContent.ReadAsync(path, cancellationToken), progress, cancellationToken);

    /// <inheritdoc cref="ReadAsync"/>
    public static ChapFile Read(FileContent content, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Read(content, ChapColumns.Required, progress, cancellationToken);

    /// <summary>A file of what is to be forecast: periods and locations, with or without further columns.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static ChapFile ReadAhead(FileContent content, CancellationToken cancellationToken = default) =>
        Read(content, ChapColumns.RequiredAhead, null, cancellationToken);

    private static ChapFile Read(FileContent content, string[] required, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (problems, warnings) = (new ProblemList(content.Name), new Warnings());
        var (text, guessed) = FileText.Open(content);
        using (text)
        {
            warnings.SayIf(guessed);
            var lines = new LineSource(text, content.Name);
            var rows = ReadRows(lines, content.Bytes.Length, required, problems, warnings, progress, cancellationToken);
            problems.ThrowIfAny();
            var grid = ChapGrid.Of(rows, problems, warnings);
            problems.ThrowIfAny();
            return new ChapFile(content.Name, content.Sha256, grid, rows.PeriodTexts, rows.Simulated, rows.Parents, warnings.All);
        }
    }

    private static ChapRows ReadRows(
        LineSource lines,
        long size,
        string[] required,
        ProblemList problems,
        Warnings warnings,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        using var csv = CsvDataReader.Create(
            lines.Text,
            new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = lines.Delimiter,
                MaxBufferSize = LongestRecord,
                ResultSetMode = ResultSetMode.SingleResult,
            }
        );
        var (line, characters, rows) = (lines.First, 0L, default(ChapRows));
        try
        {
            while (csv.Read() && problems.Total < MostProblems)
            {
                var record = csv.GetRawRecordSpan();
                if (rows is null)
                {
                    rows = new ChapRows(ChapHeader.Read(Fields(csv), required, problems, warnings), lines.Delimiter, problems, warnings);
                }
                else
                {
                    rows.Add(csv, line);
                }

                line += Math.Max(1, record.Count('\n'));
                characters += record.Length;
                if (csv.RowNumber % RowsBetweenReports == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(Math.Min(1, (double)characters / size));
                }
            }
        }
        catch (CsvFormatException malformed)
        {
            var column = malformed.FieldOrdinal >= 0 ? $"column {malformed.FieldOrdinal + 1}" : "";
            problems.Add(line, column, "", malformed.Message, "Put quotes around a whole value, and double those within it.");
        }
        catch (Exception tooLong) when (tooLong is CsvRecordTooLargeException)
        {
            problems.Add(line, "", "", "the line has more than a million letters.", "Look for a quote that is never closed.");
        }

        return rows?.Complete() ?? throw ProblemList.Only(problems.File, "the file has no header.", "Export it again.", line);
    }

    private static string[] Fields(CsvDataReader csv) =>
        [.. Enumerable.Range(0, csv.RowFieldCount).Select(field => csv.GetFieldSpan(field).ToString())];
}
