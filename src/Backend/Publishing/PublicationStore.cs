using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>Where a published value stands in DHIS2.</summary>
internal readonly record struct ValueKey(string Element, string Unit, string Period);

/// <summary>What a value is and was; null where there is none.</summary>
internal readonly record struct Change(string? Before, string? After);

/// <summary>What was published, and what was there before: the record that a retry goes on from and an undo goes back by.</summary>
internal sealed class PublicationStore(Database database, string target)
{
    public const string Sending = "sending";
    public const string Published = "published";
    public const string Undone = "undone";

    /// <summary>Was broken off, and its changes have become part of a later one.</summary>
    private const string Resumed = "resumed";

    /// <summary>The newest that is not undone; null where there is none.</summary>
    public Task<Publication?> NewestAsync(CancellationToken cancellationToken) => database.ReadAsync(NewestAsync, cancellationToken);

    /// <summary>Every key that was ever published here.</summary>
    public Task<HashSet<ValueKey>> EverAsync(CancellationToken cancellationToken) => database.ReadAsync(async connection => (
                    await connection.QueryAsync<Row>(
                        """
                        SELECT DISTINCT v.element AS Element, v.unit AS Unit, v.period AS Period
                        FROM published_value v JOIN publication p ON p.id = v.publication_id
                        WHERE p.target = @target AND v.after <> ''
                        """,
                        new { target }
                    )
                ).Select(row => row.Key).ToHashSet(), cancellationToken);

    public Task<IReadOnlyDictionary<ValueKey, Change>> ChangesAsync(long publication, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ChangesAsync(connection, publication), cancellationToken);

    /// <summary>
    /// Notes what is about to be sent, before it is. One that was broken off before becomes part of it: what was there before that one is
    /// what was there before this one.
    /// </summary>
    public Task<long> BeginAsync(
        long run,
        IReadOnlyDictionary<ValueKey, Change> changes,
        Func<ValueKey, string?> wanted,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async connection =>
            {
                var all = new Dictionary<ValueKey, Change>(changes);
                if (await NewestAsync(connection) is { State: Sending } broken)
                {
                    foreach (var (key, change) in await ChangesAsync(connection, broken.Id))
                    {
                        all[key] = new Change(change.Before, changes.TryGetValue(key, out var newer) ? newer.After : wanted(key));
                    }

                    await SetAsync(connection, broken.Id, Resumed, now);
                }

                var id = await connection.ExecuteScalarAsync<long>(
                    """
                    INSERT INTO publication (id, target, run_id, begun_at, state)
                    SELECT COALESCE(MAX(id), 0) + 1, @target, @run, @now, @state FROM publication RETURNING id
                    """,
                    new
                    {
                        target,
                        run,
                        now = Instant.ToStored(now),
                        state = Sending,
                    }
                );
                await using var writer = database.Engine.Append(
                    connection,
                    "published_value",
                    ["publication_id", "element", "unit", "period", "before", "after"]
                );
                foreach (var (key, change) in all)
                {
                    writer.Add(id);
                    writer.Add(key.Element);
                    writer.Add(key.Unit);
                    writer.Add(key.Period);
                    writer.Add(change.Before ?? "");
                    writer.Add(change.After ?? "");
                    writer.EndRow();
                }

                await writer.CompleteAsync(cancellationToken);
                return id;
            },
            cancellationToken
        );

    public Task EndAsync(long publication, string state, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await SetAsync(connection, publication, state, now);
                return true;
            },
            cancellationToken
        );

    private async Task<Publication?> NewestAsync(DbConnection connection)
    {
        var row = await connection.QueryFirstOrDefaultAsync<HeadRow>(
            """
            SELECT id AS Id, run_id AS RunId, state AS State, begun_at AS BegunAt FROM publication
            WHERE target = @target AND state IN (@Sending, @Published) ORDER BY id DESC LIMIT 1
            """,
            new
            {
                target,
                Sending,
                Published,
            }
        );
        return row is null ? null : new Publication(row.Id, row.RunId, row.State, Instant.FromStored(row.BegunAt));
    }

    private static async Task<IReadOnlyDictionary<ValueKey, Change>> ChangesAsync(DbConnection connection, long publication) =>
        (
            await connection.QueryAsync<Row>(
                """
                SELECT element AS Element, unit AS Unit, period AS Period, before AS Before, after AS After
                FROM published_value WHERE publication_id = @publication
                """,
                new { publication }
            )
        ).ToDictionary(
            row => row.Key,
            row => new Change(row.Before.Length > 0 ? row.Before : null, row.After.Length > 0 ? row.After : null)
        );

    private static Task<int> SetAsync(DbConnection connection, long publication, string state, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "UPDATE publication SET state = @state, ended_at = @now WHERE id = @publication",
            new
            {
                publication,
                state,
                now = Instant.ToStored(now),
            }
        );

    // Filled by name: SQLite gives a column that holds nothing but nulls no type, and so a constructor could not be matched to it.
    private sealed class Row
    {
        public string Element { get; set; } = "";

        public string Unit { get; set; } = "";

        public string Period { get; set; } = "";

        // Empty where there is none: no value of DHIS2 is.
        public string Before { get; set; } = "";

        public string After { get; set; } = "";

        public ValueKey Key => new(Element, Unit, Period);
    }

    private sealed class HeadRow
    {
        public long Id { get; set; }

        public long RunId { get; set; }

        public string State { get; set; } = "";

        public long BegunAt { get; set; }
    }
}

/// <summary>One publication.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Run">The forecasts.</param>
/// <param name="State">Sending, until it was read back.</param>
/// <param name="BegunAt">When.</param>
internal sealed record Publication(long Id, long Run, string State, DateTimeOffset BegunAt);
