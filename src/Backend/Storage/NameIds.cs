using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>The ids of names in a table of names; those not there yet are added.</summary>
internal static class NameIds
{
    public static async Task<long[]> EnsureAsync(
        Recording recording,
        string table,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        // The table's name is a constant of the caller's.
        var rows = await recording.Connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM " + table);
        var known = rows.ToDictionary(row => row.Name, row => row.Id, StringComparer.Ordinal);
        var next = known.Count == 0 ? 1 : known.Values.Max() + 1;
        await using var writer = recording.Append(table, ["id", "name"]);
        foreach (var name in names.Where(name => !known.ContainsKey(name)).Order(StringComparer.Ordinal).ToArray())
        {
            known[name] = next;
            writer.Add(next++);
            writer.Add(name);
            writer.EndRow();
        }

        await writer.CompleteAsync(cancellationToken);
        return [.. names.Select(name => known[name])];
    }
}
