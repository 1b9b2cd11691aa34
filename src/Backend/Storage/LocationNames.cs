using System.Data.Common;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The names that places had when. A model sees a panel's names, and their order is the order of its sums: a forecast of before a place was
/// renamed is made again, bit for bit, from the names of then.
/// </summary>
internal static class LocationNames
{
    /// <summary>The name of each place at a time, by id.</summary>
    public static async Task<Dictionary<long, string>> AsOfAsync(DbConnection connection, DateTimeOffset time)
    {
        var names = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location")).ToDictionary(
            row => row.Id,
            row => row.Name
        );
        var later = await connection.QueryAsync<(long Id, string Before)>(
            "SELECT location_id, before FROM location_rename WHERE recorded_at > @time ORDER BY location_id, recorded_at DESC",
            new { time = Instant.ToStored(time) }
        );
        foreach (var (id, before) in later)
        {
            // Newest first: the last to be set is the name before the first renaming after that time.
            names[id] = before;
        }

        return names;
    }

    /// <summary>
    /// Gives places other names, within a recording that adds a source, by whose date the names change. Two places may swap theirs.
    /// </summary>
    /// <param name="recording">Dates the change.</param>
    /// <param name="renamed">Labels by id: the one there is, the one to be, and the name as written.</param>
    public static async Task RenameAsync(Recording recording, IReadOnlyList<(long Id, string From, string To, string Written)> renamed)
    {
        var connection = recording.Connection;
        foreach (var (id, from, _, _) in renamed)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO location_rename (location_id, recorded_at, before) VALUES (@id, @at, @from)
                """,
                new
                {
                    id,
                    from,
                    at = Instant.ToStored(recording.RecordedAt),
                }
            );
            await connection.ExecuteAsync("UPDATE location SET name = @free WHERE id = @id", new { id, free = Free(id) });
            await connection.ExecuteAsync("UPDATE location_parent SET child = @free WHERE child = @from", new { from, free = Free(id) });
        }

        foreach (var (id, _, to, written) in renamed)
        {
            await connection.ExecuteAsync(
                "UPDATE location SET name = @to, written = @written WHERE id = @id",
                new
                {
                    id,
                    to,
                    written = written == to ? null : written,
                }
            );
            await connection.ExecuteAsync("UPDATE location_parent SET child = @to WHERE child = @free", new { to, free = Free(id) });
        }
    }

    // No place can be called so: names hold no control characters.
    private static string Free(long id) => $"\u0001{id}";
}
