using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Hierarchies;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Which places are part of which, by name: one parent for each.</summary>
public sealed class LocationParents(Database database)
{
    /// <summary>The hierarchy as it is now.</summary>
    public Task<Hierarchy> HierarchyAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async connection =>
                Hierarchy.Of((await AllAsync(connection)).ToDictionary(line => line.Child, line => line.Parent, StringComparer.Ordinal)),
            cancellationToken
        );

    /// <summary>What is stored.</summary>
    internal static async Task<IReadOnlyList<ParentLine>> AllAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<(string Child, string Parent)>("SELECT child, parent FROM location_parent");
        return [.. rows.Select(row => new ParentLine(row.Child, row.Parent, 0))];
    }

    /// <summary>Stores parents in place of all that were stored, within a recording. Nothing is written where nothing differs.</summary>
    internal static async Task ReplaceAsync(Recording recording, IReadOnlyDictionary<string, string> parents)
    {
        var stored = (await AllAsync(recording.Connection)).ToDictionary(line => line.Child, line => line.Parent, StringComparer.Ordinal);
        if (stored.Count == parents.Count && parents.All(pair => stored.GetValueOrDefault(pair.Key) == pair.Value))
        {
            return;
        }

        await recording.Connection.ExecuteAsync("DELETE FROM location_parent");
        await recording.Connection.ExecuteAsync(
            "INSERT INTO location_parent (child, parent, recorded_at) VALUES (@child, @parent, @at)",
            parents.Select(pair => new
            {
                child = pair.Key,
                parent = pair.Value,
                at = Instant.ToStored(recording.RecordedAt),
            })
        );
    }
}
