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
