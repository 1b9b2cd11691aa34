using System.Text.Json;
using Dapper;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Where the observations came from.</summary>
public sealed class SourceFiles
{
    private readonly Database _database;

    public SourceFiles(Database database) => _database = database;

    /// <summary>All of them, oldest first.</summary>
    public async Task<IReadOnlyList<SourceFile>> AllAsync(CancellationToken stop = default)
    {
        await using var connection = await _database.OpenAsync(stop);
        await SchemaState.RequireAsync(connection);
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, name, sha256, recorded_at AS RecordedAt, rows, simulated, warnings FROM source_file ORDER BY id");
        return [.. rows.Select(row => row.ToSource())];
    }

    /// <summary>Whether any observation came from a file of simulated values: then everything shown must be labelled so.</summary>
    public async Task<bool> AnySimulatedAsync(CancellationToken stop = default)
    {
        await using var connection = await _database.OpenAsync(stop);
        await SchemaState.RequireAsync(connection);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM source_file WHERE simulated <> 0") > 0;
    }

    private sealed record Row(long Id, string Name, string Sha256, long RecordedAt, long Rows, long Simulated, string Warnings)
    {
        public SourceFile ToSource() => new(
            Id, Name, Sha256, Instant.FromStored(RecordedAt), Rows, Simulated != 0, JsonSerializer.Deserialize<string[]>(Warnings) ?? []);
    }
}
