using System.Collections.Concurrent;
using System.Net;
using Dapper;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

public sealed class KilledServerTests
{
    [Fact]
    public async Task Killed_and_started_again_under_imports_and_reads_no_row_is_lost_or_doubled_and_service_resumes_by_itself()
    {
        Postgres.Needed();
        await using var server = await PostgresServer.StartAsync();
        using var stored = new TestDatabase();
        stored.Set("DATABASE_URL", server.Url("postgres"));
        await stored.Must("migrate", "up");
        await stored.Import(TinyCountry.Observations());
        await stored.Must("train");
        await stored.Must("forecast");
        await using var app = await ServedApp.Start(stored);
        (await app.Ask("/health/readiness")).Status.ShouldBe(HttpStatusCode.OK);
        using var over = new CancellationTokenSource();
        var database = new Database(stored.HostContext.Options().Database);
        var (imports, failures) = (ImportAsync(database, stored.Folder, over.Token), new ConcurrentBag<HttpStatusCode>());
        var reads = ReadAsync(app, failures, over.Token);

        await Task.Delay(500, TestContext.Current.CancellationToken);
        await server.KillAsync();
        (await app.Ask("/health/readiness")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await app.Ask("/health/liveness")).Status.ShouldBe(HttpStatusCode.OK);
        await server.StartAgainAsync();
        while ((await app.Ask("/health/readiness")).Status != HttpStatusCode.OK)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Task.Delay(500, TestContext.Current.CancellationToken);
        await over.CancelAsync();
        var rows = await imports;
        await reads;

        failures.ShouldBeEmpty();
        rows.ShouldBeGreaterThan(0);
        var panel = (
            await new MalariaPredictor.Backend.Storage.Observations(database).PanelAsOfAsync(
                DateTimeOffset.MaxValue,
                TestContext.Current.CancellationToken
            )
        )!;
        var imported = panel
            .Locations.Index()
            .Where(place => place.Item.StartsWith("Place", StringComparison.Ordinal))
            .Sum(place => panel.Series(place.Index, "disease_cases").ToArray().Count(double.IsFinite));
        imported.ShouldBe(rows);
        await using var connection = await database.OpenAsync(TestContext.Current.CancellationToken);
        (
            await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM observation o JOIN location l ON l.id = o.location_id WHERE l.name LIKE 'Place%'"
            )
        ).ShouldBe(rows);
    }

    [Fact]
    public async Task After_a_fail_over_to_the_standby_reads_and_imports_go_on_there()
    {
        Postgres.Needed();
        await using var primary = await PostgresServer.StartAsync();
        await using var standby = await primary.StandbyAsync();
        var credentials = $"{PostgresServer.User}:{Uri.EscapeDataString(PostgresServer.Password)}";
        var database = new Database(
            DatabaseUrl.Parse($"postgresql://{credentials}@127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}/postgres")
        );
        await new Backend.Storage.Migrations.Migrator(database, TimeProvider.System).UpAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("malaria-failover-");
        await ImportOneAsync(database, folder.FullName, 1);
        // Wait until the standby has everything: what is asked here is whether we find it, not how PostgreSQL replicates.
        await primary.ExecuteAsync(
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()) LOOP PERFORM "
                + "pg_sleep(0.02); END LOOP; END $$"
        );
        (await StandbyAloneAsync(credentials, standby)).ShouldContain("takes no writes");

        await primary.KillAsync();
        await standby.PromoteAsync();

        await ImportOneAsync(database, folder.FullName, 2);
        (await new SourceFiles(database).AllAsync(TestContext.Current.CancellationToken)).Count.ShouldBe(2);
        folder.Delete(recursive: true);
    }

    private static async Task<string> StandbyAloneAsync(string credentials, PostgresServer standby)
    {
        var alone = new Database(DatabaseUrl.Parse($"postgresql://{credentials}@127.0.0.1:{standby.Port}/postgres"));
        await using var recording = await Recording.BeginAsync(alone, TimeProvider.System);
        var refused = await Should.ThrowAsync<Npgsql.NpgsqlException>(() => recording.AddSourceAsync("x", "x", 1, simulated: true, "[]"));
        return StorageFailure.Sentence(refused);
    }

    /// <summary>Imports one file after the other until it is over; returns how many rows they held.</summary>
    private static async Task<int> ImportAsync(Database database, string folder, CancellationToken cancellationToken)
    {
        var files = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            await ImportOneAsync(database, folder, ++files);
        }

        return files * 24;
    }

    private static async Task ImportOneAsync(Database database, string folder, int file)
    {
        var path = Path.Combine(folder, $"{file}.csv");
        await File.WriteAllTextAsync(
            path,
            "time_period,location,disease_cases,simulated\n"
                + string.Concat(
                    Enumerable
                        .Range(1, 24)
                        .Select(month => $"{2021 + ((month - 1) / 12)}-{1 + ((month - 1) % 12):00},Place {file},{month},1\n")
                )
        );
        await new Importer(database, TimeProvider.System).ImportAsync(path);
    }

    private static async Task ReadAsync(ServedApp app, ConcurrentBag<HttpStatusCode> failures, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var answer = await app.Get("/api/v1/forecasts/Akoro");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                failures.Add(answer.StatusCode);
            }
        }
    }
}
