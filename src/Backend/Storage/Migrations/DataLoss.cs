using Dapper;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>What going down a step would delete.</summary>
internal static class DataLoss
{
    private static readonly (long Schema, string Table)[] MadeBy =
    [
        (1, "source_file"), (1, "location"), (1, "variable"), (1, "observation"),
        (2, "model_version"), (2, "model_alias"),
        (3, "forecast_run"), (3, "forecast"),
    ];

    /// <summary>"12 rows of forecast", a line for each table that holds rows and would be dropped.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(Database database, long target)
    {
        var losses = new List<string>();
        await using var connection = await database.OpenAsync();
        var version = (await SchemaState.ReadAsync(connection)).Version;
        foreach (var (_, table) in MadeBy.Where(made => made.Schema > target && made.Schema <= version))
        {
            // The names come from the list above, never from outside.
            var rows = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + table);
            if (rows > 0)
            {
                losses.Add($"{rows} rows of {table}");
            }
        }

        return losses;
    }
}
