using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using Npgsql;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

/// <summary>What a server refuses is told by its reason, and nothing half done stays.</summary>
public sealed class RefusedWriteTests
{
    [Fact]
    public async Task A_read_only_database_is_read_and_takes_no_writes()
    {
        Postgres.Needed();
        using var scratch = await Scratch.MigratedAsync(Dialect.Postgres);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n");
        await AlterAsync(scratch, "SET default_transaction_read_only = on");

        var (code, _, error) = await ImportAsync(scratch, Scratch.Header + "2023-02,Abim,5\n");

        code.ShouldBe(1);
        error.ShouldContain("takes no writes");
        error.ShouldContain("primary");
        (await Panels.NewestAsync(scratch)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_migration_that_the_server_refuses_leaves_no_part_of_it()
    {
        Postgres.Needed();
        using var scratch = await Scratch.EmptyAsync(Dialect.Postgres);
        await AlterAsync(scratch, "SET default_transaction_read_only = on");
        var (code, _, error) = await Cli.RunAsync(scratch, "migrate", "up");
        code.ShouldBe(1);
        error.ShouldContain("takes no writes");
        await AlterAsync(scratch, "RESET default_transaction_read_only");
        (await Cli.RunAsync(scratch, "migrate", "up")).Output.ShouldContain("from schema 0");
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_of_the_import_stays()
    {
        Postgres.Needed();
        await using var disk = await SmallDisk.MountAsync();
        var server = await SharedPostgres.ServerAsync();
        await server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        using (var scratch = await Scratch.MigratedAsync(Dialect.Postgres))
        {
            await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
            {
                await connection.ExecuteAsync(
                    "ALTER TABLE observation SET TABLESPACE small; ALTER INDEX observation_pkey SET TABLESPACE small"
                );
            }

            var (code, _, error) = await ImportAsync(scratch, ManyRows());

            code.ShouldBe(1);
            error.ShouldContain($"The disk that holds the database {scratch.Database.Name} is full");
            error.ShouldContain("malaria-predictor restore");
            (await scratch.CountAsync("observation")).ShouldBe(0);
            (await scratch.CountAsync("source_file")).ShouldBe(0);
        }

        await server.ExecuteAsync("DROP TABLESPACE small");
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_copy_leaves_nothing()
    {
        Postgres.Needed();
        using var scratch = await Scratch.MigratedAsync(Dialect.Postgres);
        await using (var recording = await Recording.BeginAsync(scratch.Database, scratch.Clock, TestContext.Current.CancellationToken))
        {
            var source = await recording.AddSourceAsync("x", "x", 1, simulated: false, "[]");
            await using var rows = recording.Append("location", ["id", "name"]);
            for (var id = 1; id <= 100_000; id++)
            {
                rows.Add((long)id);
                rows.Add($"Place {id}");
                rows.EndRow();
            }

            (await CutAsync(scratch)).ShouldBe(1);
            (await Should.ThrowAsync<NpgsqlException>(() => rows.CompleteAsync(TestContext.Current.CancellationToken))).ShouldNotBeNull();
        }

        (await scratch.CountAsync("location")).ShouldBe(0);
        (await scratch.CountAsync("source_file")).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_whose_connection_is_cut_again_and_again_still_ends_with_each_row_once()
    {
        Postgres.Needed();
        using var scratch = await Scratch.MigratedAsync(Dialect.Postgres);
        var file = scratch.Write("many.csv", System.Text.Encoding.UTF8.GetBytes(ManyRows()));
        var importer = new Backend.Sources.Importer(scratch.Database, scratch.Clock);

        // Only a database that has answered before is waited for.
        var stop = TestContext.Current.CancellationToken;
        await importer.ImportAsync(
            scratch.Write("one.csv", System.Text.Encoding.UTF8.GetBytes(Scratch.Header + "2023-01,Abim,5\n")),
            cancellationToken: stop
        );
        var importing = importer.ImportAsync(file, cancellationToken: stop);
        for (var cuts = 0; cuts < 3 && !importing.IsCompleted; )
        {
            cuts += await CutAsync(scratch);
        }

        await importing;
        (await scratch.CountAsync("observation")).ShouldBe(60_001);
        (await scratch.CountAsync("source_file")).ShouldBe(2);
    }

    [Fact]
    public async Task A_deadlock_is_broken_by_the_server_and_the_write_done_again()
    {
        Postgres.Needed();
        using var scratch = await Scratch.MigratedAsync(Dialect.Postgres);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n2023-01,Mbale,5\n");
        await using var other = new NpgsqlConnection(scratch.Database.Url is PostgresUrl url ? url.ConnectionString : "");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        // Who has waited for so long looks for a deadlock, once, and is the one to give way: that is to be ours.
        await AlterAsync(scratch, "SET deadlock_timeout = '3s'");
        await other.ExecuteAsync("SET deadlock_timeout = '1h'");
        var theirs = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("UPDATE location SET latitude = 1 WHERE id = 2");

        // The first try holds 1 and waits for 2; then they wait for 1.
        var tries = 0;
        var ours = scratch.Database.WriteAsync(
            async connection =>
            {
                tries++;
                await connection.ExecuteAsync("UPDATE location SET latitude = 2 WHERE id = 1");
                return await connection.ExecuteAsync("UPDATE location SET latitude = 2 WHERE id = 2");
            },
            TestContext.Current.CancellationToken
        );
        while (await other.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'") == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await other.ExecuteAsync("UPDATE location SET latitude = 1 WHERE id = 1");
        await theirs.CommitAsync(TestContext.Current.CancellationToken);
        await ours;

        tries.ShouldBe(2);
        (await other.QueryAsync<double>("SELECT latitude FROM location ORDER BY id")).ShouldBe([2, 2]);
    }

    private static string ManyRows() =>
        Scratch.Header
        + string.Concat(
            from place in Enumerable.Range(1, 500)
            from month in Enumerable.Range(0, 120)
            select $"{2010 + (month / 12)}-{1 + (month % 12):00},Place {place},{month}\n"
        );

    private static Task<(int Code, string Output, string Error)> ImportAsync(Scratch scratch, string csv) =>
        Cli.RunAsync(scratch, "import", scratch.Write("some.csv", System.Text.Encoding.UTF8.GetBytes(csv)));

    private static async Task AlterAsync(Scratch scratch, string what)
    {
        await (await SharedPostgres.ServerAsync()).ExecuteAsync($"ALTER DATABASE {DatabaseOf(scratch)} {what}");
        await using var connection = new NpgsqlConnection(((PostgresUrl)scratch.Database.Url).ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Ends the server's side of a COPY that runs just now; returns how many there were.</summary>
    private static async Task<int> CutAsync(Scratch scratch)
    {
        await using var connection = new NpgsqlConnection((await SharedPostgres.ServerAsync()).ConnectionString("postgres"));
        return await connection.ExecuteScalarAsync<int>(
            "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active' AND datname = "
                + "@name",
            new { name = DatabaseOf(scratch) }
        );
    }

    private static string DatabaseOf(Scratch scratch) =>
        new NpgsqlConnectionStringBuilder(((PostgresUrl)scratch.Database.Url).ConnectionString).Database!;
}
