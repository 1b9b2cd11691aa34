using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>Which parts of a source are stored, and in which of the source's versions.</summary>
internal sealed class StoredParts(Database database)
{
    /// <summary>By key.</summary>
    public Task<IReadOnlyDictionary<string, StoredPart>> OfAsync(string source, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, StoredPart>>(
            async connection =>
                (
                    await connection.QueryAsync<Row>(
                        """
                        SELECT part AS Key, scope AS Scope, first_day AS First, last_day AS Last, version AS Version, final AS IsFinal,
                            stored_at AS StoredAt, detail AS Detail
                        FROM source_part WHERE source = @source
                        """,
                        new { source }
                    )
                ).ToDictionary(row => row.Key, row => row.Part, StringComparer.Ordinal),
            cancellationToken
        );

    /// <summary>Notes a part as stored, in the transaction that stores it.</summary>
    /// <param name="connection">With that transaction.</param>
    /// <param name="source">The connector's name.</param>
    /// <param name="part">Which part.</param>
    /// <param name="fetched">Its version.</param>
    /// <param name="now">The time.</param>
    /// <param name="detail">What it brought, in a sentence.</param>
    public static Task NoteAsync(
        DbConnection connection,
        string source,
        SourcePart part,
        FetchedPart fetched,
        DateTimeOffset now,
        string detail
    ) =>
        connection.ExecuteAsync(
            """
            INSERT INTO source_part (source, part, scope, first_day, last_day, version, final, stored_at, detail)
            VALUES (@source, @Key, @Scope, @first, @last, @Version, @IsFinal, @now, @detail)
            ON CONFLICT (source, part) DO UPDATE SET scope = excluded.scope, first_day = excluded.first_day, last_day = excluded.last_day,
                version = excluded.version, final = excluded.final, stored_at = excluded.stored_at, detail = excluded.detail
            """,
            new
            {
                source,
                part.Key,
                part.Scope,
                first = part.First.DayNumber,
                last = part.Last.DayNumber,
                Version = fetched.Version ?? "",
                fetched.IsFinal,
                now = Instant.ToStored(now),
                detail,
            }
        );

    /// <summary>Forgets the other parts of a source whose days all lie in this one: a year takes the place of its months.</summary>
    public static Task ForgetWithinAsync(DbConnection connection, string source, SourcePart part) =>
        connection.ExecuteAsync(
            "DELETE FROM source_part WHERE source = @source AND part <> @Key AND first_day >= @first AND last_day <= @last",
            new
            {
                source,
                part.Key,
                first = part.First.DayNumber,
                last = part.Last.DayNumber,
            }
        );

    // Filled by name: the databases differ in the width of integers.
    private sealed class Row
    {
        public string Key { get; set; } = "";

        public string Scope { get; set; } = "";

        public int First { get; set; }

        public int Last { get; set; }

        public string Version { get; set; } = "";

        public bool IsFinal { get; set; }

        public long StoredAt { get; set; }

        public string Detail { get; set; } = "";

        public StoredPart Part =>
            new(
                new SourcePart(Key, DateOnly.FromDayNumber(First), DateOnly.FromDayNumber(Last), Scope),
                Version,
                IsFinal,
                Instant.FromStored(StoredAt),
                Detail
            );
    }
}

/// <summary>A part that is stored.</summary>
/// <param name="Part">Which.</param>
/// <param name="Version">What the source calls its version.</param>
/// <param name="IsFinal">False where the source will replace it.</param>
/// <param name="StoredAt">When it was stored last.</param>
/// <param name="Detail">What it brought.</param>
internal sealed record StoredPart(SourcePart Part, string Version, bool IsFinal, DateTimeOffset StoredAt, string Detail)
{
    /// <summary>Whether nothing better than it can be had for this part.</summary>
    public bool Settles(SourcePart wanted) =>
        IsFinal && Part.Scope == wanted.Scope && Part.First <= wanted.First && Part.Last >= wanted.Last;
}
