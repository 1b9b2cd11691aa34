using Dapper;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>What going down a step would delete.</summary>
/// <param name="Table">A table that would be dropped.</param>
/// <param name="Rows">How many rows it holds.</param>
internal sealed record DataLoss(string Table, long Rows)
{
    /// <summary>Every table that holds data, by the schema that made it. A test holds it to what the migrations make.</summary>
    public static IReadOnlyList<(long Schema, string Table)> MadeBy { get; } =
    [
        (1, "source_file"),
        (1, "location"),
        (1, "variable"),
        (1, "observation"),
        (2, "model_version"),
        (2, "model_alias"),
        (3, "forecast_run"),
        (3, "forecast"),
        (4, "location_parent"),
        (5, "species_forecast"),
        (6, "job_run"),
        (8, "source_part"),
        (9, "source_unit"),
        (9, "location_rename"),
        (9, "publication"),
        (9, "published_value"),
    ];

    /// <summary>The tables that hold rows and would be dropped on the way down to a schema.</summary>
    public static async Task<IReadOnlyList<DataLoss>> OfAsync(Database database, long target)
    {
        var losses = new List<DataLoss>();
        await using var connection = await database.OpenAsync();
        var version = (await SchemaState.ReadAsync(connection)).Version;
        foreach (var (_, table) in MadeBy.Where(made => made.Schema > target && made.Schema <= version))
        {
            // The names come from the list above, never from outside.
            losses.Add(new DataLoss(table, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + table)));
        }

        return [.. losses.Where(loss => loss.Rows > 0)];
    }

    public override string ToString() => $"{Rows} rows of {Table}";
}
