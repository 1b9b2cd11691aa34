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
