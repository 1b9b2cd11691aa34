using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Servers;
using Npgsql;
using NpgsqlTypes;

namespace MalariaPredictor.Storage;

internal sealed class PostgresStore(PostgresServer server) : Store
{
    public override string Name => "PostgreSQL 15";

    public override string Reference => "raw binary COPY";

    public override async Task WriteReferenceAsync(Database database, ObservationBatch batch)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Copy(connection, batch);
        await transaction.CommitAsync();
    }

    public override async Task<long> SizeAsync(Database database)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync("VACUUM ANALYZE observation", commandTimeout: 0);
        return await connection.ExecuteScalarAsync<long>("SELECT pg_total_relation_size('observation')");
    }

    protected override async Task<string> EmptyAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync("DROP DATABASE IF EXISTS bench WITH (FORCE)");
        await server.ExecuteAsync("CREATE DATABASE bench TEMPLATE template0");
        return server.Url("bench");
    }

    private static void Copy(NpgsqlConnection connection, ObservationBatch batch)
    {
        using var copy = connection.BeginBinaryImport(
            "COPY observation (location_id, variable_id, period_type, period_ordinal, recorded_at, value, source_id) FROM STDIN (FORMAT "
                + "BINARY)"
        );
        foreach (var row in SyntheticRows.InKeyOrder(batch))
        {
            copy.StartRow();
            copy.Write((long)row.Location, NpgsqlDbType.Bigint);
            copy.Write((long)row.Variable, NpgsqlDbType.Bigint);
            copy.Write(1, NpgsqlDbType.Integer);
            copy.Write(row.Period, NpgsqlDbType.Integer);
            copy.Write(1L, NpgsqlDbType.Bigint);
            copy.Write(row.Value, NpgsqlDbType.Double);
            copy.Write(1L, NpgsqlDbType.Bigint);
        }

        copy.Complete();
    }
}
