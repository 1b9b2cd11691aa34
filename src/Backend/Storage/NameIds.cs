using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>The ids of names in a table of names; those not there yet are added.</summary>
internal static class NameIds
{
    public static async Task<long[]> EnsureAsync(Recording recording, string table, IReadOnlyList<string> names)
    {
        // The table's name is a constant of the caller's.
        var rows = await recording.Connection.QueryAsync<(long Id, string Name)>(
            "SELECT id, name FROM " + table, transaction: recording.Transaction);
        var known = rows.ToDictionary(row => row.Name, row => row.Id, StringComparer.Ordinal);
        foreach (var name in names.Where(name => !known.ContainsKey(name)).Order(StringComparer.Ordinal).ToArray())
        {
            known[name] = await recording.Connection.ExecuteScalarAsync<long>(
                "INSERT INTO " + table + " (name) VALUES (@name) RETURNING id", new { name }, recording.Transaction);
        }

        return [.. names.Select(name => known[name])];
    }
}
