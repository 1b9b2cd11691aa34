using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>What the slot's migrations would run, for the pipeline to judge.</summary>
internal static class Migrations
{
    /// <summary>
    /// One for each schema: a new table, and for the last what the behavior says, and who can read the database after it.
    /// </summary>
    public static string Sql(Behavior behavior) =>
        JsonSerializer.Serialize(
            from version in Enumerable.Range(1, (int)behavior.Schema)
            let last = version == behavior.Schema
            select new
            {
                version,
                name = $"change {version}",
                sql = $"CREATE TABLE new{version} (a INTEGER);"
                    + (
                        last
                            ? $"\n{behavior.MigrationSql}\nINSERT INTO schema_reader (oldest_reader) VALUES ({behavior.OldestReader});"
                            : ""
                    ),
            }
        );

    public static string Models(Behavior behavior) =>
        JsonSerializer.Serialize(
            (object[])
                [
                    new
                    {
                        name = "m",
                        version = 1,
                        digest = behavior.Model,
                        champion = true,
                        whole = !behavior.ModelWasChanged,
                    },
                ]
        );
}
