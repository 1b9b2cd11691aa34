using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Postgres;
using MalariaPredictor.Backend.Tests.Backups;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

public sealed class DamagedDatabaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_command_names_the_damaged_file_and_the_remedy_works(bool atItsBeginning)
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        await place.Must("backup");
        var (backup, before) = (place.Newest, await place.TablesAsync());
        await DamageAsync(place.DatabaseFile, atItsBeginning);

        foreach (
            var command in (string[][])
                [
                    ["train"],
                    ["forecast"],
                    ["models"],
                    ["card"],
                    ["backup"],
                    ["import", Path.Combine(place.Folder, "observations.csv")],
                ]
        )
        {
            var message = await place.Fails(command);
            message.ShouldContain(place.DatabaseFile, customMessage: string.Join(' ', command));
            message.ShouldContain("damaged");
            message.ShouldContain("malaria-predictor restore FILE --replace");
        }

        SqliteConnection.ClearAllPools();
        await place.Must("restore", backup, "--replace");
        SqliteConnection.ClearAllPools();
        (await place.TablesAsync()).ShouldBe(before);
        await place.Must("forecast");
    }

    [Theory]
    [InlineData("53100", "The disk that holds the database db on host is full")]
    [InlineData("XX001", "The server reports that the database db on host is damaged")]
    [InlineData("XX002", "The server reports that the database db on host is damaged")]
    public void A_server_with_a_full_disk_or_damaged_data_is_named_with_the_remedy(string state, string what)
    {
        var told = PostgresFailure.OfServer(new PostgresException("could not read block 7", "ERROR", "ERROR", state), "db on host");

        told.ShouldNotBeNull().Message.ShouldStartWith(what);
        told.Remedy.ShouldContain("malaria-predictor restore");
        PostgresFailure.OfServer(new PostgresException("deadlock detected", "ERROR", "ERROR", "40P01"), "db on host").ShouldBeNull();
    }

    [Fact]
    public async Task A_full_disk_under_an_SQLite_database_is_named_and_nothing_half_done_stays()
    {
        Postgres.Needed(); // The small disk is given to its user.
        await using var disk = await SmallDisk.MountAsync();
        using (var place = await Place.EmptyAsync(Dialect.Sqlite))
        {
            var file = Path.Combine(disk.Folder, "test.db");
            place.Set("DATABASE_URL", $"sqlite://{file}");
            await place.Must("migrate", "up");
            var rows =
                from district in Enumerable.Range(1, 1500)
                from month in Enumerable.Range(0, 120)
                select $"{2010 + (month / 12)}-{1 + (month % 12):00},Place {district},{month}\n";
            var cases = Path.Combine(place.Folder, "many.csv");
            await File.WriteAllTextAsync(cases, Scratch.Header + string.Concat(rows), Stop);

            (await place.Fails("import", cases)).ShouldContain($"The disk that holds the database {file} is full");
            SqliteConnection.ClearAllPools();

            await File.WriteAllTextAsync(cases, TinyCountry.Observations(months: 3), Stop);
            await place.Must("import", cases);
        }

        SqliteConnection.ClearAllPools();
        foreach (var left in Directory.GetFiles(disk.Folder))
        {
            File.Delete(left);
        }
    }

    /// <summary>Overwrites the header, or everything behind the schema's page.</summary>
    private static async Task DamageAsync(string file, bool atItsBeginning)
    {
        SqliteConnection.ClearAllPools();
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await connection.OpenAsync(Stop);
            await Dapper.SqlMapper.ExecuteAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var from = atItsBeginning ? 0 : 3 * 4096;
        var noise = new byte[atItsBeginning ? 100 : stream.Length - from];
        new Random(1).NextBytes(noise);
        stream.Position = from;
        await stream.WriteAsync(noise, Stop);
    }
}
