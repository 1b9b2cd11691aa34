using System.Data.Common;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>The places the data speak of.</summary>
public sealed class LocationStore
{
    private readonly Database _database;

    public LocationStore(Database database) => _database = database;

    /// <summary>All of them, by name in ordinal order, with their outlines for display.</summary>
    public Task<IReadOnlyList<Location>> AllAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync<IReadOnlyList<Location>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>("SELECT id, name, written, outline, longitude, latitude FROM location");
                return [.. rows.Select(row => row.ToLocation()).OrderBy(location => location.Name, StringComparer.Ordinal)];
            },
            cancellationToken
        );

    /// <summary>The full shape as a GeoJSON geometry; null where the location or its shape is unknown.</summary>
    public Task<string?> GeometryAsync(string name, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(
            connection => connection.ExecuteScalarAsync<string?>("SELECT geometry FROM location WHERE name = @name", new { name }),
            cancellationToken
        );

    /// <summary>The name and full shape of each location, by name in ordinal order; the shape is null where unknown.</summary>
    internal static async Task<IReadOnlyList<(string Name, string? Geometry)>> ShapesAsync(DbConnection connection) =>
        [
            .. (await connection.QueryAsync<(string Name, string? Geometry)>("SELECT name, geometry FROM location")).OrderBy(
                location => location.Name,
                StringComparer.Ordinal
            ),
        ];

    /// <summary>Gives a location its shape, within a recording.</summary>
    internal static Task SetShapeAsync(
        Recording recording,
        string name,
        string geometry,
        string? outline,
        double longitude,
        double latitude
    ) =>
        recording.Connection.ExecuteAsync(
            """
            UPDATE location SET geometry = @geometry, outline = @outline, longitude = @longitude, latitude = @latitude WHERE name = @name
            """,
            new
            {
                name,
                geometry,
                outline,
                longitude,
                latitude,
            }
        );

    // Filled by name: SQLite gives a column that holds nothing but nulls no type, and so a constructor could not be matched to it.
    private sealed class Row
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public string? Written { get; set; }

        public string? Outline { get; set; }

        public double? Longitude { get; set; }

        public double? Latitude { get; set; }

        public Location ToLocation() => new(Id, Name, Outline, Longitude, Latitude) { Written = Written ?? Name };
    }
}

/// <summary>A district, zone or facility.</summary>
/// <param name="Id">Its number in the database.</param>
/// <param name="Name">Its unique name: as in the data, with the parent where the name alone would not do.</param>
/// <param name="Outline">Its shape for display, as a GeoJSON geometry with few points, neighbours sharing theirs; null
/// where unknown.</param>
/// <param name="Longitude">Of a point inside it, degrees east; null where unknown.</param>
/// <param name="Latitude">Of a point inside it, degrees north; null where unknown.</param>
public sealed record Location(long Id, string Name, string? Outline, double? Longitude, double? Latitude)
{
    /// <summary>Its name as written, without the parent.</summary>
    public string Written { get; init; } = Name;
}
