using System.Text;
using Dapper;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests;

/// <summary>A directory of its own with a migrated database in it and a clock that stands still, for one test.</summary>
public sealed class Scratch : IDisposable
{
    public const string Header = "time_period,location,disease_cases\n";

    private Scratch(string folder, string url) => (Folder, Url, Database) = (folder, url, new Database(DatabaseUrl.Parse(url)));

    public string Folder { get; }

    /// <summary>As DATABASE_URL has it.</summary>
    public string Url { get; }

    public Database Database { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static async Task<Scratch> MigratedAsync(Dialect on = Dialect.Sqlite)
    {
        var scratch = await CreateAsync(on, migrated: true);
        await new Migrator(scratch.Database, TimeProvider.System).UpAsync(CancellationToken.None);
        return scratch;
    }

    public static Scratch Empty() => CreateAsync(Dialect.Sqlite, migrated: false).Result;

    public static Task<Scratch> EmptyAsync(Dialect on) => CreateAsync(on, migrated: false);

    private static async Task<Scratch> CreateAsync(Dialect on, bool migrated)
    {
        var folder = Directory.CreateTempSubdirectory("malaria-test-").FullName;
        return new Scratch(
            folder,
            on == Dialect.Postgres ? await SharedPostgres.CreateAsync(migrated) : $"sqlite://{Path.Combine(folder, "test.db")}"
        );
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<ImportReport> ImportAsync(string csv, string? geoJson = null) => ImportAsync(Encoding.UTF8.GetBytes(csv), geoJson);

    public Task<ImportReport> ImportAsync(byte[] csv, string? geoJson = null) =>
        new Importer(Database, Clock).ImportAsync(Write("cases.csv", csv), geoJson is null ? null : Write("shapes.geojson", geoJson));

    /// <summary>Imports what must be refused, and makes sure that nothing of it was stored.</summary>
    public Task<RejectedFileException> RejectedAsync(string csv, string? geoJson = null) =>
        RejectedAsync(Encoding.UTF8.GetBytes(csv), geoJson);

    public async Task<RejectedFileException> RejectedAsync(byte[] csv, string? geoJson = null)
    {
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => ImportAsync(csv, geoJson));
        foreach (var table in (string[])["source_file", "location", "variable", "observation"])
        {
            (await CountAsync(table)).ShouldBe(0, table);
        }

        return rejected;
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await Database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + table);
    }

    public void Dispose()
    {
        if (Database.Dialect == Dialect.Postgres)
        {
            SharedPostgres.Drop(Database);
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
