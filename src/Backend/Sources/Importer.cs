using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.GeoJson;
using MalariaPredictor.Backend.Sources.Hierarchies;
using MalariaPredictor.Backend.Sources.Layouts;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources;

/// <summary>What an import did.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Locations">Locations in it.</param>
/// <param name="Periods">"months" or "weeks".</param>
/// <param name="First">The earliest period.</param>
/// <param name="Last">The latest period.</param>
/// <param name="Simulated">Whether its values are simulated.</param>
/// <param name="New">Values not known before.</param>
/// <param name="Corrected">Values known before with another value.</param>
/// <param name="Withdrawn">Of the corrected, those now missing.</param>
/// <param name="Unchanged">Values known before just so.</param>
/// <param name="Boundaries">Locations that were given a shape.</param>
/// <param name="Groups">Groups that locations are part of, such as regions.</param>
/// <param name="GroupLevels">How many levels of groups there are.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record ImportReport(
    string File,
    int Rows,
    int Locations,
    string Periods,
    string First,
    string Last,
    bool Simulated,
    long New,
    long Corrected,
    long Withdrawn,
    long Unchanged,
    int Boundaries,
    int Groups,
    int GroupLevels,
    IReadOnlyList<string> Warnings
);

/// <summary>Brings a file and its boundaries into the database: all of it in one transaction, or nothing.</summary>
public sealed class Importer
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    public Importer(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <exception cref="RejectedFileException">Something is wrong with a file.</exception>
    /// <exception cref="UserFacingException">The database cannot take it.</exception>
    public Task<ImportReport> ImportAsync(
        string path,
        string? boundariesPath = null,
        string? hierarchyPath = null,
        IProgress<ImportStep>? progress = null,
        CancellationToken cancellationToken = default
    ) => ImportAsync(path, boundariesPath, hierarchyPath, Mapping.Empty, progress, cancellationToken);

    /// <summary>The same with what is known of the file's layout.</summary>
    internal async Task<ImportReport> ImportAsync(
        string path,
        string? boundariesPath,
        string? hierarchyPath,
        Mapping mapping,
        IProgress<ImportStep>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var (file, _, noticed) = await ReadAsync(path, mapping, progress, cancellationToken);
        var shapes = boundariesPath is null ? null : await BoundaryReader.ReadAsync(boundariesPath, file.Places, cancellationToken);
        var hierarchy = hierarchyPath is null ? null : await HierarchyReader.ReadAsync(hierarchyPath, cancellationToken);
        string[] warnings = [.. file.Warnings, .. noticed.All, .. shapes?.Warnings ?? [], .. hierarchy?.Warnings ?? []];
        var (result, groups, later) = await _database.UntilWrittenAsync(
            () => StoreAsync(file, shapes, hierarchy, warnings, progress, cancellationToken),
            cancellationToken
        );
        return Report(file, result, shapes?.Boundaries.Count ?? 0, groups, [.. warnings, .. later]);
    }

    /// <summary>Says how a file would be read and stored, and stores nothing.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    internal async Task<ImportPreview> PreviewAsync(string path, Mapping mapping, CancellationToken cancellationToken = default)
    {
        var (file, understood, noticed) = await ReadAsync(path, mapping, null, cancellationToken);
        return ImportPreview.Of(file, understood, [.. file.Warnings, .. noticed.All]);
    }

    private async Task<(ChapFile File, Understanding? Understood, Warnings Noticed)> ReadAsync(
        string path,
        Mapping mapping,
        IProgress<ImportStep>? progress,
        CancellationToken cancellationToken
    )
    {
        var (read, understood) = await TableReader.ReadAsync(path, mapping, ImportStep.Part(progress, "Reading"), cancellationToken);
        var noticed = new Warnings();
        var file = TotalRows.LeaveOut(read, await KnownNamesAsync(cancellationToken), noticed);
        Timeliness.Check(file, _clock.GetUtcNow(), noticed);
        return (file, understood, noticed);
    }

    /// <summary>Brings in a hierarchy alone, in place of the one there is.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public async Task<(Hierarchy Hierarchy, IReadOnlyList<string> Warnings)> ImportHierarchyAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        var file = await HierarchyReader.ReadAsync(path, cancellationToken);
        var (hierarchy, loose) = await _database.UntilWrittenAsync(
            async () =>
            {
                await using var recording = await Recording.BeginAsync(_database, _clock, cancellationToken);
                var stored = await HierarchyImport.StoreAsync(recording, file, file.Name, []);
                await recording.CommitAsync(cancellationToken);
                return stored;
            },
            cancellationToken
        );
        return (hierarchy, [.. file.Warnings, .. loose]);
    }

    private async Task<(AppendResult Result, Hierarchy Groups, IReadOnlyList<string> Later)> StoreAsync(
        ChapFile file,
        BoundaryFile? shapes,
        HierarchyFile? hierarchy,
        string[] warnings,
        IProgress<ImportStep>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var recording = await Recording.BeginAsync(_database, _clock, cancellationToken);
        var (labels, noticed) = await IdentifyAsync(recording, file);
        var observations = file.Observations with { Locations = labels };
        var source = await recording.AddSourceAsync(
            file.Name,
            file.Sha256,
            observations.Rows,
            file.Simulated,
            JsonSerializer.Serialize((string[])[.. warnings, .. noticed])
        );
        var result = await recording.AppendAsync(observations, source, ImportStep.Part(progress, "Storing"), cancellationToken);
        if (result.Written == 0)
        {
            // A file that says nothing new is no source of anything.
            await recording.RemoveSourceAsync(source);
        }

        await StoredPlace.KeepWrittenAsync(recording.Connection, labels.Zip(file.Places, (label, place) => (label, place.Written)));
        foreach (var boundary in shapes?.Boundaries ?? [])
        {
            await StoreAsync(recording, labels[boundary.Place], boundary);
        }

        ParentLine[] parents =
        [
            .. file
                .Places.Zip(labels)
                .Where(pair => pair.First.Parent is not null)
                .Select(pair => new ParentLine(pair.Second, pair.First.Parent!, pair.First.ParentLine)),
            .. file.Groups,
        ];
        var (from, lines) =
            parents.Length > 0 || shapes is null
                ? (file.Name, parents)
                : (shapes.Name, [.. shapes.Parents.Select(parent => new ParentLine(labels[parent.Place], parent.Parent, parent.Line))]);
        var (groups, loose) = await HierarchyImport.StoreAsync(recording, hierarchy, from, lines);
        await recording.CommitAsync(cancellationToken);
        return (result, groups, [.. noticed, .. loose]);
    }

    /// <summary>The canonical names of the places in the database. Waits for it as long as the import itself.</summary>
    private Task<HashSet<string>> KnownNamesAsync(CancellationToken cancellationToken) =>
        _database.UntilWrittenAsync(
            async () =>
            {
                await using var connection = await _database.OpenAsync(cancellationToken);
                await SchemaState.RequireAsync(connection);
                return (await StoredPlace.AllAsync(connection))
                    .SelectMany(place => new[] { place.Label, place.Written })
                    .Select(PlaceName.Canonical)
                    .ToHashSet(StringComparer.Ordinal);
            },
            cancellationToken
        );

    /// <summary>The label of each place of a file in the database, and what was noticed.</summary>
    private static async Task<(string[] Labels, IReadOnlyList<string> Noticed)> IdentifyAsync(Recording recording, ChapFile file)
    {
        var (problems, noticed) = (new ProblemList(file.Name), new Warnings());
        var identity = new PlaceIdentity(await StoredPlace.AllAsync(recording.Connection), file.Places, problems, noticed);
        var labels = identity.Resolve();
        problems.ThrowIfAny();
        await identity.CheckMovesAsync(recording.Connection, recording.Dialect, file.Observations);
        problems.ThrowIfAny();
        return (labels, noticed.All);
    }

    private static Task StoreAsync(Recording recording, string label, Boundary boundary)
    {
        var inside = boundary.Shape.InteriorPoint;
        return LocationStore.SetShapeAsync(
            recording,
            label,
            GeometryText.Write(boundary.Shape, GeometryText.FullDecimals),
            boundary.Outline is null ? null : GeometryText.Write(boundary.Outline, GeometryText.OutlineDecimals),
            inside.X,
            inside.Y
        );
    }

    private static ImportReport Report(ChapFile file, AppendResult result, int boundaries, Hierarchy hierarchy, string[] warnings)
    {
        var batch = file.Observations;
        string Period(int ordinal) => StoredPeriod.From(batch.PeriodType, ordinal).ToString();
        return new ImportReport(
            file.Name,
            batch.Rows,
            batch.Locations.Count,
            batch.PeriodType.Plural(),
            Period(batch.OrdinalOf.Min()),
            Period(batch.OrdinalOf.Max()),
            file.Simulated,
            result.New,
            result.Corrected,
            result.Withdrawn,
            result.Unchanged,
            boundaries,
            hierarchy.Groups.Count,
            hierarchy.Levels,
            warnings
        );
    }
}
