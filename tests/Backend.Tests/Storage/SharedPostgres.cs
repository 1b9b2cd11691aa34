using System.Globalization;
using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Storage;
using MalariaPredictor.Servers;
using Npgsql;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace MalariaPredictor.Backend.Tests.Storage;

/// <summary>One PostgreSQL server for all tests, started by the first that needs it; each test has a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private const string Template = "migrated";
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static int _databases;

    public static Task<PostgresServer> ServerAsync() => Server.Value;

    /// <summary>A new database, with our schema or empty; returns its URL.</summary>
    public static async Task<string> CreateAsync(bool migrated)
    {
        var server = await Server.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"scratch_{Interlocked.Increment(ref _databases)}");
        await server.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(migrated ? Template : "template1")} STRATEGY FILE_COPY");
        return server.Url(name);
    }

    public static void Drop(Database database)
    {
        var url = (PostgresUrl)database.Url;
        using (var any = new NpgsqlConnection(url.ConnectionString))
        {
            NpgsqlConnection.ClearPool(any);
        }

        using var connection = new NpgsqlConnection(Server.Value.Result.ConnectionString("postgres"));
        connection.Execute($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(url.ConnectionString).Database} WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync($"CREATE DATABASE {Template} TEMPLATE template1");
        var database = new Database(DatabaseUrl.Parse(server.Url(Template)));
        await new Migrator(database, TimeProvider.System).UpAsync(CancellationToken.None);

        // A template must have no connection while it is copied.
        NpgsqlConnection.ClearAllPools();
        return server;
    }
}
