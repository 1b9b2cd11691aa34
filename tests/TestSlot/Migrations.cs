using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>What the slot's migrations would run, for the pipeline to judge.</summary>
internal static class Migrations
{
    /// <summary>
    /// One for each schema: a new table, and for the last what the behaviour says, and who can read the database after it.
    /// </summary>
    public static string Sql(Behaviour behaviour) =>
        JsonSerializer.Serialize(
            from version in Enumerable.Range(1, (int)behaviour.Schema)
            let last = version == behaviour.Schema
            select new
            {
                version,
                name = $"change {version}",
                sql = $"CREATE TABLE new{version} (a INTEGER);"
                    + (
                        last
                            ? $"\n{behaviour.MigrationSql}\nINSERT INTO schema_reader (oldest_reader) VALUES ({behaviour.OldestReader});"
                            : ""
                    ),
            }
        );

    public static string Models(Behaviour behaviour) =>
        JsonSerializer.Serialize(
            (object[])
                [
                    new
                    {
                        name = "m",
                        version = 1,
                        digest = behaviour.Model,
                        champion = true,
                        whole = !behaviour.ModelWasChanged,
                    },
                ]
        );
}
