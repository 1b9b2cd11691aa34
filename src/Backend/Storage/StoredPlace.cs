using System.Data.Common;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>What identifies a place that is stored: its parent and its canonical name.</summary>
/// <param name="Id">Its number, which never changes.</param>
/// <param name="Label">Its unique name.</param>
/// <param name="Written">Its name without the parent, where the label holds one; else the label.</param>
/// <param name="Parent">The group it is part of; null where none is known.</param>
internal sealed record StoredPlace(long Id, string Label, string Written, string? Parent)
{
    public static async Task<IReadOnlyList<StoredPlace>> AllAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT l.id AS Id, l.name AS Label, l.written AS Written, p.parent AS Parent
            FROM location l LEFT JOIN location_parent p ON p.child = l.name ORDER BY l.id
            """
        );
        return [.. rows.Select(row => new StoredPlace(row.Id, row.Label, row.Written ?? row.Label, row.Parent))];
    }

    /// <summary>Keeps the written names of places whose label holds more, within a recording.</summary>
    public static Task KeepWrittenAsync(DbConnection connection, IEnumerable<(string Label, string Written)> places) =>
        connection.ExecuteAsync(
            "UPDATE location SET written = @written WHERE name = @label AND written IS NULL",
            places
                .Where(place => place.Label != place.Written)
                .Select(place => new { label = place.Label, written = place.Written })
                .ToArray()
        );

    // Filled by name: SQLite gives a column that holds nothing but nulls no type, and so a constructor could not be matched to it.
    private sealed class Row
    {
        public long Id { get; set; }

        public string Label { get; set; } = "";

        public string? Written { get; set; }

        public string? Parent { get; set; }
    }
}
