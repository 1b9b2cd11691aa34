using Dapper;
using MalariaPredictor.Backend.Storage;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Storage;

internal sealed class SqliteStore(string folder) : Store
{
    private readonly string _file = Path.Combine(folder, "bench.db");

    public override string Name => "SQLite";

    public override string Reference => "prepared inserts";

    public override async Task WriteReferenceAsync(Database database, ObservationBatch batch)
    {
        await using var connection = (SqliteConnection)await database.OpenAsync();
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("INSERT INTO source_file VALUES (1, 'x', 'x', 1, 1, 0, '[]')");
        await connection.ExecuteAsync(
            "INSERT INTO variable (id, name) VALUES (@id, @name)",
            batch.Variables.Select((name, id) => new { id, name })
        );
        await connection.ExecuteAsync(
            "INSERT INTO location (id, name) VALUES (@id, @name)",
            batch.Locations.Select((name, id) => new { id, name })
        );
        Insert(connection, transaction, batch);
        await transaction.CommitAsync();
    }

    public override async Task<long> SizeAsync(Database database)
    {
        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    }

    protected override Task<string> EmptyAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(folder, "bench.db*"))
        {
            File.Delete(old);
        }

        return Task.FromResult("sqlite://" + _file);
    }

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, ObservationBatch batch)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO observation VALUES (@location, @variable, 1, @period, 1, @value, 1)";
        var (location, variable) = (
            command.Parameters.Add("@location", SqliteType.Integer),
            command.Parameters.Add("@variable", SqliteType.Integer)
        );
        var (period, value) = (command.Parameters.Add("@period", SqliteType.Integer), command.Parameters.Add("@value", SqliteType.Real));
        command.Prepare();
        foreach (var row in SyntheticRows.InKeyOrder(batch))
        {
            (location.Value, variable.Value, period.Value, value.Value) = (row.Location, row.Variable, row.Period, row.Value);
            command.ExecuteNonQuery();
        }
    }
}
