using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Storage.Postgres;
using MalariaPredictor.Servers;
using Npgsql;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

public sealed class FailOverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_that_begins_while_no_host_takes_writes_is_done_once_a_standby_is_promoted()
    {
        Postgres.Needed();
        await using var primary = await PostgresServer.StartAsync();
        await using var standby = await primary.StandbyAsync();
        var database = Of(primary.Port, standby.Port);
        await new Migrator(database, TimeProvider.System).UpAsync(Cancel);
        using var folder = Scratch.Empty();
        await ImportAsync(database, folder.Write("1.csv", File(1))); // Only a database that has answered is waited for.
        await primary.ExecuteAsync(
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()) LOOP PERFORM "
                + "pg_sleep(0.02); END LOOP; END $$"
        );
        await primary.KillAsync();

        var import = ImportAsync(database, folder.Write("2.csv", File(2)));
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        import.IsCompleted.ShouldBeFalse();
        await standby.PromoteAsync();

        await import;
        (await new SourceFiles(database).AllAsync(Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Where_no_host_takes_writes_that_is_said_and_may_pass()
    {
        Postgres.Needed();
        await using var server = await PostgresServer.StartAsync("default_transaction_read_only = on");

        var refused = await Should.ThrowAsync<UserFacingException>(() => Of(server.Port, server.Port).OpenAsync(Cancel));

        refused.Message.ShouldContain("None of the hosts of");
        refused.Message.ShouldContain("takes writes");
        PostgresFailure.WillPass(refused).ShouldBeTrue();
        refused.InnerException.ShouldBeAssignableTo<NpgsqlException>();
    }

    private static Task<ImportReport> ImportAsync(Database database, string file) =>
        new Importer(database, TimeProvider.System).ImportAsync(file, cancellationToken: Cancel);

    private static string File(int cases) => $"time_period,location,disease_cases,simulated\n2021-01,Place,{cases},1\n";

    private static Database Of(int one, int other) =>
        new(
            DatabaseUrl.Parse(
                $"postgresql://{PostgresServer.User}:{Uri.EscapeDataString(PostgresServer.Password)}@127.0.0.1:{one},localhost:{other}"
                    + "/postgres"
            )
        );
}
