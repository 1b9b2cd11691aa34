using System.Data.Common;
using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Commands;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class MigrationScriptTests
{
    [Fact]
    public async Task Run_by_hand_the_script_makes_the_schema_that_the_migrator_makes()
    {
        using var migrated = await Scratch.MigratedAsync();
        await using var real = await migrated.Database.OpenAsync(TestContext.Current.CancellationToken);
        await using var scripted = new SqliteConnection("Data Source=:memory:");
        await scripted.OpenAsync(TestContext.Current.CancellationToken);
        await scripted.ExecuteAsync("CREATE TABLE schema_version (version INTEGER, applied_on TEXT, description TEXT)");

        foreach (var script in MigrationScript.Above(0, Dialect.Sqlite))
        {
            await scripted.ExecuteAsync(script.Sql);
        }

        (await SchemaAsync(scripted)).ShouldBe(await SchemaAsync(real));
    }

    [Theory, Databases]
    public async Task Run_by_hand_on_its_database_the_script_lets_the_program_work(Dialect on)
    {
        using var scratch = await Scratch.EmptyAsync(on);
        await File.WriteAllBytesAsync(Path.Combine(scratch.Folder, "test.db"), [], TestContext.Current.CancellationToken);
        await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync(
                "CREATE TABLE schema_version (version BIGINT NOT NULL, applied_on TIMESTAMP NULL, description TEXT NULL)"
            );
            foreach (var script in MigrationScript.Above(0, on))
            {
                await connection.ExecuteAsync(script.Sql);
            }
        }

        (await new Migrator(scratch.Database, scratch.Clock).StatusAsync(TestContext.Current.CancellationToken)).Pending.ShouldBeEmpty();
        (await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n")).New.ShouldBe(1);
    }

    [Fact]
    public async Task Each_migration_above_the_given_schema_has_its_own_script_and_no_database_is_made()
    {
        using var scratch = Scratch.Empty();

        var (code, output, error) = await Cli.RunAsync(scratch, "migrate", "sql", "--from", "2", "--dialect", "postgres", "--json");

        (code, error).ShouldBe((0, ""));
        using var document = JsonDocument.Parse(output);
        var scripts = document.RootElement.EnumerateArray().ToList();
        scripts
            .Select(script => script.GetProperty("version").GetInt64())
            .ShouldBe(Enumerable.Range(3, (int)SchemaRange.Newest - 2).Select(version => (long)version));
        scripts[0].GetProperty("name").GetString().ShouldBe("forecasts");
        scripts[0].GetProperty("sql").GetString()!.ShouldContain("CREATE TABLE \"public\".\"forecast_run\"");
        scratch.Database.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task A_schema_below_zero_is_wrong_usage()
    {
        using var scratch = Scratch.Empty();
        (await Cli.RunAsync(scratch, "migrate", "sql", "--from", "-1")).Code.ShouldBe(2);
    }

    private static async Task<IEnumerable<string>> SchemaAsync(DbConnection connection) =>
        await connection.QueryAsync<string>(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'schema_version' ORDER BY name"
        );
}
