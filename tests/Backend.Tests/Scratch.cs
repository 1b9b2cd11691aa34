using System.Text;
using Dapper;
using MalariaPredictor.Backend.Configuration;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Migrations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests;

/// <summary>A directory of its own with a migrated database in it and a clock that stands still, for one test.</summary>
public sealed class Scratch : IDisposable
{
    public const string Header = "time_period,location,disease_cases\n";

    private Scratch() => Database = new Database(DatabaseUrl.Parse($"sqlite://{Path.Combine(Folder, "test.db")}"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("malaria-test-").FullName;

    public Database Database { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static async Task<Scratch> MigratedAsync()
    {
        var scratch = new Scratch();
        await new Migrator(scratch.Database, TimeProvider.System).UpAsync(CancellationToken.None);
        return scratch;
    }

    public static Scratch Empty() => new();

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<ImportReport> ImportAsync(string csv, string? geoJson = null) => ImportAsync(Encoding.UTF8.GetBytes(csv), geoJson);

    public Task<ImportReport> ImportAsync(byte[] csv, string? geoJson = null) => new Importer(Database, Clock).ImportAsync(
        Write("cases.csv", csv), geoJson is null ? null : Write("shapes.geojson", geoJson));

    /// <summary>Imports what must be refused, and makes sure that nothing of it was stored.</summary>
    public Task<RejectedFileException> RejectedAsync(string csv, string? geoJson = null) => RejectedAsync(Encoding.UTF8.GetBytes(csv), geoJson);

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
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
