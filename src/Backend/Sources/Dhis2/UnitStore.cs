using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.GeoJson;
using MalariaPredictor.Backend.Sources.Hierarchies;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>Brings organisation units into the database as places, with names, shapes and what they are part of: all or nothing.</summary>
internal static class UnitStore
{
    /// <summary>The units that are stored as places.</summary>
    public static async Task<IReadOnlyList<KnownUnit>> KnownAsync(DbConnection connection) =>
        [
            .. (
                await connection.QueryAsync<Row>(
                    """
                    SELECT unit AS Uid, location_id AS Location, name AS Name, parent AS Parent, gone_at AS GoneAt FROM source_unit
                    WHERE source = @source ORDER BY unit
                    """,
                    new { source = Dhis2Client.Source }
                )
            ).Select(row => new KnownUnit(row.Uid, row.Location, row.Name, row.Parent, row.GoneAt is not null)),
        ];

    /// <summary>The name of the place of each unit that is still there, by UID.</summary>
    public static Task<IReadOnlyDictionary<string, string>> LabelsAsync(Database database, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, string>>(
            async connection =>
                (
                    await connection.QueryAsync<(string Uid, string Label)>(
                        """
                        SELECT u.unit, l.name FROM source_unit u JOIN location l ON l.id = u.location_id
                        WHERE u.source = @source AND u.gone_at IS NULL
                        """,
                        new { source = Dhis2Client.Source }
                    )
                ).ToDictionary(row => row.Uid, row => row.Label, StringComparer.Ordinal),
            cancellationToken
        );

    /// <param name="recording">Within which it is stored.</param>
    /// <param name="list">What DHIS2 has.</param>
    /// <param name="settings">What the sources file says of units.</param>
    /// <param name="source">The recording's source.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many places were made or renamed, what was withdrawn, the hierarchy, and what was noticed.</returns>
    /// <exception cref="Errors.UserFacingException">It is unclear which place a unit is.</exception>
    public static async Task<StoredUnits> StoreAsync(
        Recording recording,
        UnitList list,
        Dhis2Settings settings,
        long source,
        CancellationToken cancellationToken
    )
    {
        var connection = recording.Connection;
        var known = await KnownAsync(connection);
        var stored = await StoredPlace.AllAsync(connection);
        var places = new UnitIdentity(list.Units, known, stored, settings.Places).Resolve();
        await LocationNames.RenameAsync(recording, places.Renamed);
        OrgUnit[] units = [.. list.Units.Where(unit => places.Labels.ContainsKey(unit.Uid))];
        var ids = await NameIds.EnsureAsync(recording, "location", [.. units.Select(unit => places.Labels[unit.Uid])], cancellationToken);
        await StoredPlace.KeepWrittenAsync(connection, units.Select(unit => (places.Labels[unit.Uid], unit.Name)));
        await KeepAsync(recording, units, ids, places.Gone);
        await StoreShapesAsync(recording, units, places.Labels, list.Shapes);
        var hierarchy = await StoreHierarchyAsync(recording, units, places.Labels, [.. ids]);
        var withdrawn = await WithdrawAsync(
            recording,
            [.. places.Gone.Where(unit => settings.Places.GetValueOrDefault(unit.Uid) == Dhis2Settings.Withdraw)],
            source,
            cancellationToken
        );
        return new StoredUnits(units.Length - known.Count(unit => !unit.Gone), places.Renamed.Count, withdrawn, hierarchy, places.Warnings);
    }

    private static async Task KeepAsync(Recording recording, OrgUnit[] units, long[] ids, IReadOnlyList<KnownUnit> gone)
    {
        var at = Instant.ToStored(recording.RecordedAt);
        await recording.Connection.ExecuteAsync(
            """
            INSERT INTO source_unit (source, unit, location_id, name, parent, seen_at, gone_at)
            VALUES (@source, @unit, @location, @name, @parent, @at, NULL)
            ON CONFLICT (source, unit) DO UPDATE SET name = excluded.name, parent = excluded.parent, seen_at = excluded.seen_at,
                gone_at = NULL
            """,
            units
                .Zip(ids)
                .Select(pair => new
                {
                    source = Dhis2Client.Source,
                    unit = pair.First.Uid,
                    location = pair.Second,
                    name = pair.First.Name,
                    parent = pair.First.Parent?.Uid,
                    at,
                })
                .ToArray()
        );
        await recording.Connection.ExecuteAsync(
            "UPDATE source_unit SET gone_at = @at WHERE source = @source AND unit = @unit AND gone_at IS NULL",
            gone.Select(unit => new
                {
                    source = Dhis2Client.Source,
                    unit = unit.Uid,
                    at,
                })
                .ToArray()
        );
    }

    private static async Task StoreShapesAsync(
        Recording recording,
        OrgUnit[] units,
        IReadOnlyDictionary<string, string> labels,
        IReadOnlyDictionary<string, Geometry> shapes
    )
    {
        OrgUnit[] shaped = [.. units.Where(unit => shapes.ContainsKey(unit.Uid))];
        var outlines = Outlines.Of([.. shaped.Select(unit => shapes[unit.Uid])]);
        foreach (var (unit, outline) in shaped.Zip(outlines))
        {
            var shape = shapes[unit.Uid];
            var inside = shape.InteriorPoint;
            await LocationStore.SetShapeAsync(
                recording,
                labels[unit.Uid],
                GeometryText.Write(shape, GeometryText.FullDecimals),
                outline is null ? null : GeometryText.Write(outline, GeometryText.OutlineDecimals),
                inside.X,
                inside.Y
            );
        }
    }

    /// <summary>The units above take the place of whatever was known of these places; places of other origin keep their groups.</summary>
    private static async Task<Hierarchy> StoreHierarchyAsync(
        Recording recording,
        OrgUnit[] units,
        IReadOnlyDictionary<string, string> labels,
        HashSet<long> ids
    )
    {
        var places = await StoredPlace.AllAsync(recording.Connection);
        var locations = places.Select(place => place.Label).ToHashSet(StringComparer.Ordinal);
        var before = (await LocationParents.AllAsync(recording.Connection)).ToDictionary(line => line.Child, StringComparer.Ordinal);
        var kept = new Dictionary<string, ParentLine>(StringComparer.Ordinal);
        foreach (var place in places.Where(place => !ids.Contains(place.Id)))
        {
            for (var at = place.Label; before.TryGetValue(at, out var line) && kept.TryAdd(at, line); at = line.Parent) { }
        }

        var groups = GroupLabels(units, locations);
        var lines = new Dictionary<string, ParentLine>(StringComparer.Ordinal);
        foreach (var unit in units)
        {
            string[] path = [.. unit.Above.Select(above => groups[above.Uid]), labels[unit.Uid]];
            for (var i = 1; i < path.Length; i++)
            {
                lines[path[i]] = new ParentLine(path[i], path[i - 1], 0);
            }
        }

        var problems = new ProblemList(Dhis2Client.Source);
        var parents = HierarchyRules.Check(
            kept.Values.Where(line => !lines.ContainsKey(line.Child)),
            [.. lines.Values],
            locations,
            problems
        );
        problems.ThrowIfAny();
        await LocationParents.ReplaceAsync(recording, parents);
        return Hierarchy.Of(parents);
    }

    /// <summary>A name of its own for each unit above: a region and its only district may be called alike.</summary>
    private static Dictionary<string, string> GroupLabels(OrgUnit[] units, HashSet<string> locations)
    {
        var used = locations.Select(PlaceName.Canonical).ToHashSet(StringComparer.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var unit in units.OrderBy(unit => unit.Uid, StringComparer.Ordinal))
        {
            foreach (var (index, above) in unit.Above.Index().Where(pair => !labels.ContainsKey(pair.Item.Uid)))
            {
                string[] names =
                [
                    above.Name,
                    $"{above.Name} ({(index > 0 ? unit.Above[index - 1].Name : "all")})",
                    $"{above.Name} {above.Uid}",
                ];
                labels[above.Uid] = names.First(name => used.Add(PlaceName.Canonical(name)) || name == names[^1]);
            }
        }

        return labels;
    }

    /// <summary>Says that nothing of what was reported for these places is known any more: others now hold it.</summary>
    private static async Task<AppendResult> WithdrawAsync(
        Recording recording,
        IReadOnlyList<KnownUnit> units,
        long source,
        CancellationToken cancellationToken
    )
    {
        var result = default(AppendResult);
        if (units.Count == 0 || await Storage.Observations.PeriodTypeAsync(recording.Connection) is not { } type)
        {
            return result;
        }

        var names = (await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location")).ToDictionary(
            row => row.Id,
            row => row.Name
        );
        var variable = await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM variable");
        var values = await KnownValues.ReadAsync(recording.Dialect, recording.Connection, [.. units.Select(unit => unit.Location)]);
        foreach (var (id, name) in variable.Where(row => IsReported(row.Name)))
        {
            foreach (var unit in units)
            {
                int[] periods =
                [
                    .. values
                        .Of(unit.Location)
                        .Where(pair => pair.Key.Variable == id && !double.IsNaN(pair.Value))
                        .Select(pair => pair.Key.Ordinal)
                        .Order(),
                ];
                var missing = new double[periods.Length];
                Array.Fill(missing, double.NaN);
                result += await recording.AppendAsync(
                    new ObservationBatch(type, [names[unit.Location]], [name], new int[periods.Length], periods, [missing]),
                    source,
                    null,
                    cancellationToken
                );
            }
        }

        return result;
    }

    private static bool IsReported(string variable) => variable is not (Variables.Rainfall or Variables.MeanTemperature);

    // Filled by name: SQLite gives a column that holds nothing but nulls no type, and so a constructor could not be matched to it.
    private sealed class Row
    {
        public string Uid { get; set; } = "";

        public long Location { get; set; }

        public string Name { get; set; } = "";

        public string? Parent { get; set; }

        public long? GoneAt { get; set; }
    }
}

/// <summary>What storing the units did.</summary>
internal sealed record StoredUnits(int Made, int Renamed, AppendResult Withdrawn, Hierarchy Hierarchy, IReadOnlyList<string> Warnings);
