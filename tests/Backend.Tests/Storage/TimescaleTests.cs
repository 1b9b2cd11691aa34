using Dapper;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Backups;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Storage;

/// <summary>
/// Debian 12 has no package of the extension, so in every run it is tested that we find it and what we ask of it; by name, with
/// TIMESCALEDB=true, the extension itself, and with that all other tests run on hypertables too.
/// </summary>
public sealed class TimescaleTests
{
    [Fact]
    public async Task Without_the_extension_everything_works_and_that_is_said_when_the_schema_is_made_and_never_again()
    {
        Postgres.Needed();
        Postgres.WithoutTimescaleNeeded();
        using var scratch = await Scratch.EmptyAsync(Dialect.Postgres);
        (await Cli.RunAsync(scratch, "migrate", "up")).Output.ShouldContain("TimescaleDB is not installed");
        (await Cli.RunAsync(scratch, "migrate", "up")).Output.ShouldNotContain("Timescale");
        (await Cli.RunAsync(scratch, "migrate", "status")).Output.ShouldNotContain("Timescale");
    }

    [Fact]
    public async Task With_the_extension_the_empty_table_becomes_a_hypertable_by_the_time_it_was_recorded()
    {
        Postgres.Needed();
        Postgres.WithoutTimescaleNeeded();
        using var scratch = await Scratch.EmptyAsync(Dialect.Postgres);
        await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            // An extension of that name, as far as the catalog goes, whose one function writes down how it was called.
            await connection.ExecuteAsync(
                """
                SET allow_system_table_mods = on;
                INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
                    SELECT 999999, 'timescaledb', oid, 'public'::regnamespace, false, '2.17.2' FROM pg_roles WHERE rolname = current_user;
                CREATE TABLE called (hypertable TEXT, time TEXT, chunk BIGINT);
                CREATE FUNCTION create_hypertable(relation regclass, time_column_name name, chunk_time_interval BIGINT) RETURNS VOID
                    LANGUAGE SQL AS 'INSERT INTO called VALUES (relation::TEXT, time_column_name, chunk_time_interval)';
                """
            );
        }

        (await Cli.RunAsync(scratch, "migrate", "up")).Output.ShouldContain("hypertable of TimescaleDB 2.17.2");

        await using var again = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);
        (await again.QueryAsync<(string, string, long)>("SELECT * FROM called")).ShouldBe([("observation", "recorded_at", 7_776_000_000)]);
        (await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n")).New.ShouldBe(1);
    }

    [Fact]
    public void The_script_for_PostgreSQL_asks_for_compression_where_the_license_has_it_and_the_one_for_SQLite_does_not_know_it()
    {
        var script = MigrationScript.Above(0, Dialect.Postgres).First().Sql;
        script.ShouldContain("timescaledb.compress_segmentby = 'location_id, variable_id'");
        script.ShouldContain("add_compression_policy('observation'");
        MigrationScript.Above(0, Dialect.Sqlite).ShouldAllBe(step => !step.Sql.Contains("timescale", StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Explicit = true)]
    [OnRequest]
    public async Task Compressed_chunks_are_read_corrected_and_backed_up_like_any_other()
    {
        Postgres.TimescaleNeeded();
        using var place = await Place.WithForecastAsync(Dialect.Postgres);
        (
            await place.CountAsync(
                "SELECT COUNT(*) FROM timescaledb_information.jobs WHERE hypertable_name = 'observation' AND proc_name IN "
                    + "('policy_compression', 'policy_columnstore')"
            )
        ).ShouldBe(1);
        var before = await place.TablesAsync();

        (await place.CountAsync("SELECT COUNT(compress_chunk(chunk)) FROM show_chunks('observation') chunk")).ShouldBe(1);
        (await place.TablesAsync()).ShouldBe(before);
        await place.Must("backup");
        (await place.Must("verify-backup")).ShouldContain("made again bit for bit");
        using var empty = await Place.EmptyAsync(Dialect.Postgres);
        await empty.Must("restore", place.Newest);
        (await empty.TablesAsync()).ShouldBe(before);
        (await empty.CountAsync("SELECT COUNT(*) FROM timescaledb_information.chunks WHERE is_compressed")).ShouldBe(1);

        place.Clock.Advance(TimeSpan.FromDays(120));
        await place.Import(TinyCountry.Observations(seed: 8));
        (await place.CountAsync("SELECT COUNT(*) FROM timescaledb_information.chunks WHERE NOT is_compressed")).ShouldBe(1);
        await place.Must("forecast");
        (await place.Fails("restore", place.Newest, "--replace")).ShouldContain("into an empty database");
    }
}
