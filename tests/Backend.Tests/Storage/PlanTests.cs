using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Storage;

/// <summary>The hot queries walk their index, on both databases.</summary>
public sealed class PlanTests
{
    /// <summary>Of a hypertable, its chunk's.</summary>
    private static readonly string Key = PostgresServer.HasTimescale ? "\"1_1_observation_pkey\"" : "observation_pkey";

    [Theory, Databases]
    public async Task A_panel_is_read_in_the_order_of_the_key_without_sorting(Dialect on)
    {
        var plan = await PlanAsync(on, PanelReader.InKeyOrder, new { time = long.MaxValue });
        plan.ShouldContain(on == Dialect.Sqlite ? "SCAN observation" : "Index Only Scan using " + Key);
        plan.ShouldNotContain("sort", Case.Insensitive);
    }

    [Theory, Databases]
    public async Task What_is_known_of_some_locations_is_found_by_the_key(Dialect on)
    {
        var plan = await PlanAsync(on, KnownValues.OldestFirst(on), new { locations = new long[] { 3, 7 } });
        plan.ShouldContain(on == Dialect.Sqlite ? "SEARCH observation USING PRIMARY KEY (location_id=?)" : "using " + Key);
        plan.ShouldNotContain("Seq Scan");
    }

    [Theory, Databases]
    public async Task The_newest_recording_is_the_end_of_an_index(Dialect on)
    {
        var plan = await PlanAsync(on, Vintage.Newest, new { until = long.MaxValue });
        plan.ShouldContain("source_file_recorded_at");
    }

    /// <summary>The plan beside enough data that a server would not rather read the whole table.</summary>
    private static async Task<string> PlanAsync(Dialect on, string sql, object parameters)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(
            Scratch.Header
                + string.Concat(
                    from place in Enumerable.Range(1000, 300)
                    from month in Enumerable.Range(0, 120)
                    select $"{2010 + (month / 12)}-{1 + (month % 12):00},District {place},{month}\n"
                )
        );
        await using var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE number (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM number WHERE i < 5000)
            INSERT INTO source_file (id, name, sha256, recorded_at, rows, simulated, warnings)
                SELECT i, 'x', 'x', i, 1, FALSE, '[]' FROM number
            """
        );
        if (on == Dialect.Postgres)
        {
            await connection.ExecuteAsync("VACUUM ANALYZE");
            return string.Join('\n', await connection.QueryAsync<string>("EXPLAIN " + sql, parameters));
        }

        return string.Join(
            '\n',
            (await connection.QueryAsync("EXPLAIN QUERY PLAN " + sql, parameters)).Select(step => (string)step.detail)
        );
    }
}
