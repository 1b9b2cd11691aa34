using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>Fetches and stores what a source has and the database lacks, part by part. Whatever is stored stays.</summary>
internal sealed class Ingestor(Database database, SourceCatalog catalog, TimeProvider clock)
{
    /// <summary>So many parts in a row that fail mean that the next will fail too.</summary>
    private const int Hopeless = 3;

    private readonly StoredParts _parts = new(database);

    /// <param name="source">Which.</param>
    /// <param name="progress">Takes a sentence on how far it is.</param>
    /// <param name="cancellationToken">Ends it between and within parts; nothing is stored partially.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="UserFacingException">Nothing could be planned, or some part failed: which, why, and what to do.</exception>
    public async Task<IngestionReport> RunAsync(IConnector source, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var scope = await SourceScope.ReadAsync(database, catalog.Since, now, cancellationToken);
        var parts = await source.PlanAsync(scope, await _parts.OfAsync(source.Name, cancellationToken), cancellationToken);
        var report = new IngestionReport(source.Name);
        foreach (var (index, part) in parts.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = parts.Count == 1 ? part.Key : $"{part.Key} ({index + 1} of {parts.Count})";
            await progress($"Fetching {at}.");
            try
            {
                await RunAsync(source, part, scope, report, sentence => progress($"{at}: {sentence}"), cancellationToken);
            }
            catch (Exception failure) when (failure is UserFacingException or RejectedFileException)
            {
                report.Fail(part, failure);
                if (report.FailedInARow >= Hopeless)
                {
                    break;
                }
            }
        }

        return report.Failed.Count == 0 ? report : throw report.Failure(parts.Count);
    }

    private async Task RunAsync(
        IConnector source,
        SourcePart part,
        SourceScope scope,
        IngestionReport report,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        using var folder = PartFolder.Open(catalog.Folder, source.Name, part);
        var fetched = await source.FetchAsync(part, scope, folder, progress, cancellationToken);
        if (fetched.Version is null)
        {
            folder.Empty();
            report.Wait(part, fetched.Why ?? "there is nothing yet");
            return;
        }

        try
        {
            report.Add(part, fetched, await source.StoreAsync(part, fetched, scope, folder, cancellationToken));
        }
        catch (Exception useless) when (useless is UserFacingException or RejectedFileException)
        {
            // What cannot be used once cannot be used twice: the next run fetches it anew.
            folder.Empty();
            throw;
        }

        folder.Empty();
    }
}

/// <summary>What a run of a source did.</summary>
internal sealed class IngestionReport(string source)
{
    private readonly List<(SourcePart Part, string Why)> _failed = [];
    private readonly List<(SourcePart Part, string Why)> _waiting = [];
    private readonly List<(SourcePart Part, FetchedPart Fetched, ImportReport Report)> _stored = [];

    public string Source => source;

    public IReadOnlyList<(SourcePart Part, string Why)> Failed => _failed;

    /// <summary>What the source does not have yet.</summary>
    public IReadOnlyList<(SourcePart Part, string Why)> Waiting => _waiting;

    public IReadOnlyList<(SourcePart Part, FetchedPart Fetched, ImportReport Report)> Stored => _stored;

    public int FailedInARow { get; private set; }

    public long New => _stored.Sum(part => part.Report.New);

    public long Corrected => _stored.Sum(part => part.Report.Corrected);

    public IReadOnlyList<string> Warnings =>
        [
            .. _stored
                .SelectMany(part => part.Report.Warnings.Select(warning => $"{part.Part.Key}: {warning}"))
                .Distinct(StringComparer.Ordinal),
        ];

    public string Sentence =>
        (
            _stored.Count == 0
                ? $"{source}: nothing new"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: {Parts(_stored.Count)} stored, {_stored[0].Part.Key} to {_stored[^1].Part.Key}, {New} new values, "
                        + $"{Corrected} corrected"
                )
        ) + (_waiting.Count == 0 ? "." : $"; {_waiting[0].Part.Key}{(_waiting.Count > 1 ? " and later" : "")}: {_waiting[0].Why}.");

    public void Add(SourcePart part, FetchedPart fetched, ImportReport report)
    {
        _stored.Add((part, fetched, report));
        FailedInARow = 0;
    }

    public void Wait(SourcePart part, string why) => _waiting.Add((part, why.TrimEnd('.')));

    public void Fail(SourcePart part, Exception failure)
    {
        _failed.Add((part, Line(failure)));
        FailedInARow++;
    }

    /// <summary>What to tell where parts failed: what was stored stays so.</summary>
    public UserFacingException Failure(int planned)
    {
        var (part, why) = _failed[0];
        return new UserFacingException(
            $"{why.TrimEnd('.')} (part {part.Key}{(_failed.Count > 1 ? $"; {_failed.Count - 1} more failed" : "")}).",
            $"{_stored.Count} of {Parts(planned)} {(_stored.Count == 1 ? "is" : "are")} stored and stay so; the next run fetches the rest."
        );
    }

    private static string Line(Exception failure) =>
        failure switch
        {
            UserFacingException told => told.Line,
            RejectedFileException { Problems: [var first, ..] } rejected => rejected.Total > 1
                ? $"{first} ({rejected.Total - 1} more problems)"
                : first.ToString(),
            _ => failure.Message,
        };

    private static string Parts(int count) => count == 1 ? "1 part" : $"{count} parts";
}
