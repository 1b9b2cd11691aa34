using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>Stores a part that was fetched from DHIS2, in one transaction.</summary>
internal sealed class Dhis2Storing(Database database, TimeProvider clock, Dhis2Settings settings)
{
    public async Task<ImportReport> StoreUnitsAsync(
        SourcePart part,
        FetchedPart fetched,
        PartFolder folder,
        CancellationToken cancellationToken
    )
    {
        var list = await UnitReader.ReadAsync(folder, cancellationToken);
        var stored = await database.UntilWrittenAsync(
            async () =>
            {
                await using var recording = await Recording.BeginAsync(database, clock, cancellationToken);
                var source = await recording.AddSourceAsync(
                    $"{Dhis2Client.Source} {Dhis2Connector.UnitsPart}",
                    Dhis2Connector.Sha256(fetched.Version!),
                    list.Units.Count,
                    simulated: false,
                    JsonSerializer.Serialize(list.Noticed)
                );
                var units = await UnitStore.StoreAsync(recording, list, settings, source, cancellationToken);
                if (units.Renamed == 0 && units.Withdrawn.Written == 0)
                {
                    // Names change by the date of a source; units alone are none.
                    await recording.RemoveSourceAsync(source);
                }

                await StoredParts.NoteAsync(
                    recording.Connection,
                    Dhis2Client.Source,
                    part,
                    fetched,
                    clock.GetUtcNow(),
                    $"{list.Units.Count} units, {units.Made} new, {units.Renamed} renamed"
                );
                await recording.CommitAsync(cancellationToken);
                return units;
            },
            cancellationToken
        );
        string[] shapeless =
            list.WithoutShape.Count == 0
                ? []
                :
                [
                    $"{list.WithoutShape.Count} units have no boundary and get no weather: "
                        + Warnings.Some([.. list.WithoutShape.Select(unit => unit.Name)]),
                ];
        return Report(part, list.Units.Count, list.Units.Count, stored.Withdrawn, [.. list.Noticed, .. shapeless, .. stored.Warnings]) with
        {
            Boundaries = list.Shapes.Count,
            Groups = stored.Hierarchy.Groups.Count,
            GroupLevels = stored.Hierarchy.Levels,
            Corrected = stored.Withdrawn.Corrected + stored.Renamed,
        };
    }

    public async Task<ImportReport> StoreYearAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        bool areUnitsStored,
        CancellationToken cancellationToken
    )
    {
        var answer = await Answer.ReadAsync(folder.File(Dhis2Connector.AnswerFile), cancellationToken);
        var labels = await UnitStore.LabelsAsync(database, cancellationToken);
        var (result, rows, warnings) = await database.UntilWrittenAsync(
            async () =>
            {
                await using var recording = await Recording.BeginAsync(database, clock, cancellationToken);
                var year = new YearOfValues(
                    settings,
                    answer,
                    AskedPeriod.Of(settings, Dhis2Connector.Year(part), scope.Today),
                    Dhis2Connector.Year(part)
                );
                var batches = year.Batches(labels, await KnownAsync(recording, labels));
                var source = await recording.AddSourceAsync(
                    $"{Dhis2Client.Source} {part.Key} ({fetched.Version})",
                    Dhis2Connector.Sha256($"{part.Scope}\n{part.Key}\n{fetched.Version}"),
                    batches.Sum(batch => batch.Rows),
                    simulated: false,
                    JsonSerializer.Serialize(year.Noticed)
                );
                var stored = default(AppendResult);
                foreach (var batch in batches)
                {
                    stored += await recording.AppendAsync(batch, source, null, cancellationToken);
                }

                if (stored.Written == 0)
                {
                    await recording.RemoveSourceAsync(source);
                }

                // Without the newest units it may lack some of them, and is read again by the next run.
                await StoredParts.NoteAsync(
                    recording.Connection,
                    Dhis2Client.Source,
                    areUnitsStored ? part : part with { Scope = "" },
                    fetched,
                    clock.GetUtcNow(),
                    $"{answer.Count} values, {stored.New} new, {stored.Corrected} corrected, {stored.Withdrawn} of them withdrawn"
                );
                await recording.CommitAsync(cancellationToken);
                return (stored, batches.Sum(batch => batch.Rows), year.Noticed);
            },
            cancellationToken
        );
        return Report(part, rows, labels.Count, result, warnings);
    }

    /// <summary>What is known of a variable at a place in a period.</summary>
    private static async Task<Func<string, string, int, double>> KnownAsync(Recording recording, IReadOnlyDictionary<string, string> labels)
    {
        var wanted = labels.Values.ToHashSet(StringComparer.Ordinal);
        var places = (await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location"))
            .Where(row => wanted.Contains(row.Name))
            .ToDictionary(row => row.Name, row => row.Id, StringComparer.Ordinal);
        var variables = (await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM variable")).ToDictionary(
            row => row.Name,
            row => row.Id,
            StringComparer.Ordinal
        );
        var values = await KnownValues.ReadAsync(recording.Dialect, recording.Connection, [.. places.Values]);
        return (variable, place, period) =>
            variables.TryGetValue(variable, out var id) && values.Of(places[place]).TryGetValue((id, period), out var value)
                ? value
                : double.NaN;
    }

    private ImportReport Report(SourcePart part, int rows, int places, AppendResult result, IReadOnlyList<string> warnings) =>
        new(
            $"{Dhis2Client.Source} {part.Key}",
            rows,
            places,
            settings.Periods.Plural(),
            $"{part.First:yyyy-MM-dd}",
            $"{part.Last:yyyy-MM-dd}",
            Simulated: false,
            result.New,
            result.Corrected,
            result.Withdrawn,
            result.Unchanged,
            Boundaries: 0,
            Groups: 0,
            GroupLevels: 0,
            warnings
        );
}
