using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Where the observations came from.</summary>
public sealed class SourceFiles
{
    private readonly Database _database;

    public SourceFiles(Database database) => _database = database;

    /// <summary>All of them, oldest first.</summary>
    public Task<IReadOnlyList<SourceFile>> AllAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync<IReadOnlyList<SourceFile>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>(
                    "SELECT id, name, sha256, recorded_at AS RecordedAt, rows, simulated, warnings FROM source_file ORDER BY id"
                );
                return [.. rows.Select(row => row.ToSource())];
            },
            cancellationToken
        );

    /// <summary>Whether any observation came from a file of simulated values: then everything shown must be labeled so.</summary>
    public Task<bool> AnySimulatedAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync(AnySimulatedAsync, cancellationToken);

    internal static async Task<bool> AnySimulatedAsync(DbConnection connection) =>
        await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM source_file WHERE simulated") > 0;

    // Filled by name: the databases differ in the width of integers, which a constructor would insist on.
    private sealed class Row
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public string Sha256 { get; set; } = "";

        public long RecordedAt { get; set; }

        public long Rows { get; set; }

        public bool Simulated { get; set; }

        public string Warnings { get; set; } = "[]";

        public SourceFile ToSource() =>
            new(Id, Name, Sha256, Instant.FromStored(RecordedAt), Rows, Simulated, JsonSerializer.Deserialize<string[]>(Warnings) ?? []);
    }
}

/// <summary>A file whose observations were stored.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, without directories.</param>
/// <param name="Sha256">Its content's digest, lower-case hexadecimal.</param>
/// <param name="RecordedAt">When its observations became known.</param>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Simulated">Whether the file says that its values are simulated.</param>
/// <param name="Warnings">What was changed or noticed on reading it.</param>
public sealed record SourceFile(
    long Id,
    string Name,
    string Sha256,
    DateTimeOffset RecordedAt,
    long Rows,
    bool Simulated,
    IReadOnlyList<string> Warnings
);
