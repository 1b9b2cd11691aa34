using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public void The_newest_schema_is_that_of_the_last_migration() => MigrationList.All[^1].Version.ShouldBe(SchemaRange.Newest);

    [Fact]
    public void Migrations_are_numbered_without_gaps() =>
        MigrationList
            .All.Select(migration => migration.Version)
            .ShouldBe(Enumerable.Range(1, MigrationList.All.Count).Select(number => (long)number));

    [Theory, Databases]
    public async Task Up_creates_the_database_and_a_second_time_does_nothing(Dialect on)
    {
        using var scratch = await Scratch.EmptyAsync(on);
        (await UpAsync(scratch)).ShouldBe((0, SchemaRange.Newest));
        (await UpAsync(scratch)).ShouldBe((SchemaRange.Newest, SchemaRange.Newest));
    }

    [Theory, Databases]
    public async Task Down_and_up_again_ends_where_it_began(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        var down = await new Migrator(scratch.Database, TimeProvider.System).DownAsync(0, [], TestContext.Current.CancellationToken);
        (down.To, down.Refused, down.Pending.Count).ShouldBe((0, false, (int)SchemaRange.Newest));
        (await UpAsync(scratch)).ShouldBe((0, SchemaRange.Newest));
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n");
    }

    [Theory, Databases]
    public async Task Down_refuses_to_delete_rows_of_a_table_that_is_not_named(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n");
        var migrator = new Migrator(scratch.Database, TimeProvider.System);

        var refused = await migrator.DownAsync(0, ["observation", "forecast"], TestContext.Current.CancellationToken);
        (refused.Refused, refused.To).ShouldBe((true, SchemaRange.Newest));
        refused.Sentence.ShouldContain("1 rows of location, ");
        refused.Sentence.ShouldNotContain("rows of observation");
        refused.Sentence.ShouldContain("--discard-data location --discard-data variable");
        (await scratch.CountAsync("observation")).ShouldBe(1);

        (
            await migrator.DownAsync(0, ["observation", "location", "variable", "source_file"], TestContext.Current.CancellationToken)
        ).To.ShouldBe(0);
    }

    [Theory, Databases]
    public async Task Every_table_that_a_migration_makes_is_known_to_hold_data(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await using var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);

        var tables = await connection.QueryAsync<string>(
            on == Dialect.Postgres
                ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        );

        tables
            .Except(["schema_version", "schema_reader"])
            .Where(table => !table.StartsWith(M0006Jobs.QuartzPrefix, StringComparison.Ordinal))
            .Order()
            .ShouldBe(DataLoss.MadeBy.Select(made => made.Table).Order());
        foreach (var (schema, table) in DataLoss.MadeBy)
        {
            MigrationScript
                .Above(schema - 1, on)
                .First()
                .Sql.ShouldContain(table, Case.Sensitive, "it is counted for the migration that makes it");
        }
    }

    [Theory, Databases]
    public async Task Status_tells_the_hypertables_where_the_database_has_the_extension(Dialect on)
    {
        Postgres.WithoutTimescaleNeeded();
        using var scratch = await Scratch.MigratedAsync(on);
        var migrator = new Migrator(scratch.Database, TimeProvider.System);
        (await migrator.StatusAsync(TestContext.Current.CancellationToken)).Hypertables.ShouldBeEmpty();
        if (on == Dialect.Sqlite)
        {
            return;
        }

        // This is the view by which the extension tells.
        await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync(
                "CREATE SCHEMA timescaledb_information; CREATE VIEW timescaledb_information.hypertables AS SELECT 'public'::name AS "
                    + "hypertable_schema, 'observation'::name AS hypertable_name"
            );
        }

        (await migrator.StatusAsync(TestContext.Current.CancellationToken)).Hypertables.ShouldBe(["observation"]);
    }

    [Theory, Databases]
    public async Task Many_migrators_at_once_all_end_well(Dialect on)
    {
        using var scratch = await Scratch.EmptyAsync(on);
        var ends = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => UpAsync(scratch), TestContext.Current.CancellationToken))
        );
        ends.ShouldAllBe(end => end.To == SchemaRange.Newest);
        ends.Count(end => end.From == 0).ShouldBe(1);
    }

    [Fact]
    public async Task Status_creates_nothing()
    {
        using var scratch = Scratch.Empty();
        var report = await new Migrator(scratch.Database, TimeProvider.System).StatusAsync(TestContext.Current.CancellationToken);
        report.Sentence.ShouldContain("malaria-predictor migrate up");
        Directory.GetFileSystemEntries(scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_with_the_remedy()
    {
        using var scratch = Scratch.Empty();
        var refused = await Should.ThrowAsync<UserFacingException>(() => Panels.AsOfAsync(scratch, DateTimeOffset.MaxValue));
        refused.Line.ShouldContain("malaria-predictor migrate up");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_and_left_alone()
    {
        using var scratch = Scratch.Empty();
        await File.WriteAllTextAsync(scratch.Database.Name, new string('x', 5000), TestContext.Current.CancellationToken);
        var refused = await Should.ThrowAsync<UserFacingException>(() => UpAsync(scratch));
        refused.Line.ShouldContain("is not an SQLite database");
        (await File.ReadAllTextAsync(scratch.Database.Name, TestContext.Current.CancellationToken)).ShouldBe(new string('x', 5000));
    }

    [Theory]
    [InlineData(SchemaRange.Oldest - 1, 1, "migrate up")]
    [InlineData(SchemaRange.Newest + 5, SchemaRange.Newest + 1, "newer release")]
    public void A_schema_that_this_build_cannot_run_on_is_told_with_the_remedy(long version, long oldestReader, string remedy) =>
        new SchemaState(version, oldestReader).Problem.ShouldNotBeNull().ShouldContain(remedy);

    [Fact]
    public void A_newer_schema_that_only_added_is_no_problem() =>
        new SchemaState(SchemaRange.Newest + 5, SchemaRange.Newest).Problem.ShouldBeNull();

    private static async Task<(long From, long To)> UpAsync(Scratch scratch)
    {
        var report = await new Migrator(scratch.Database, TimeProvider.System).UpAsync(CancellationToken.None);
        return (report.From, report.To);
    }
}
