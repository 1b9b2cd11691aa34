using Dapper;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>The hypertables of TimescaleDB in a database; none where the extension is not there.</summary>
internal static class Hypertables
{
    private const string View = "timescaledb_information.hypertables";

    public static async Task<IReadOnlyList<string>> OfAsync(Database database)
    {
        if (database.Engine.Dialect != Dialect.Postgres)
        {
            return [];
        }

        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<bool>("SELECT to_regclass(@View) IS NOT NULL", new { View })
            ?
            [
                .. await connection.QueryAsync<string>(
                    $"SELECT hypertable_name::text FROM {View} WHERE hypertable_schema = 'public' ORDER BY 1"
                ),
            ]
            : [];
    }
}

/// <summary>
/// Makes a table a TimescaleDB hypertable where that extension is installed; elsewhere the same SQL does nothing, so that one script
/// serves both. From TimescaleDB's documentation (2.x); run on 2.19, as docs/storage.md tells.
/// </summary>
internal static class Hypertable
{
    /// <summary>90 days, in the unit of our times: rows recorded together stay together, and older chunks are done with.</summary>
    private const string Chunk = "7776000000::BIGINT";

    /// <param name="table">Empty, and with <paramref name="time"/> in its key.</param>
    /// <param name="time">When a row was recorded, in milliseconds: it only grows, so a compressed chunk is never written again.</param>
    /// <param name="segmentBy">Columns kept apart in compressed chunks.</param>
    /// <param name="orderBy">The order within.</param>
    public static string Of(string table, string time, string segmentBy, string orderBy) =>
        $"""
            DO $$
            BEGIN
                IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
                    PERFORM create_hypertable('{table}', '{time}', chunk_time_interval => {Chunk});
                    -- Compression is not in the edition under the Apache license.
                    IF current_setting('timescaledb.license', TRUE) = 'timescale' THEN
                        CREATE FUNCTION {table}_now() RETURNS BIGINT LANGUAGE SQL STABLE
                        AS 'SELECT (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT';
                        PERFORM set_integer_now_func('{table}', '{table}_now');
                        ALTER TABLE {table} SET (timescaledb.compress,
                        timescaledb.compress_segmentby = '{segmentBy}', timescaledb.compress_orderby = '{orderBy}');
                        PERFORM add_compression_policy('{table}', compress_after => {Chunk});
                    END IF;
                END IF;
            END
            $$
            """;
}
