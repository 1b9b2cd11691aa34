using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

/// <summary>A server that cannot be used is told in one sentence that helps, never with a password.</summary>
public sealed class UnreachableTests
{
    [Theory]
    [InlineData("malaria:wrong@127.0.0.1", "postgres", "password authentication failed", "DATABASE_PASSWORD")]
    [InlineData("nobody:wrong@127.0.0.1", "postgres", "password authentication failed", "Check the user")]
    [InlineData("@127.0.0.1", "no_such_database", "There is no database at postgresql://127.0.0.1", "createdb")]
    [InlineData("@no-such-host.invalid", "postgres", "is not known", "Correct the host")]
    [InlineData("@127.0.0.1", "postgres?sslmode=require", "do not agree on TLS", "sslmode")]
    public async Task A_wrong_url_is_told_by_what_is_wrong_with_it(string authority, string database, string what, string remedy)
    {
        Postgres.Needed();
        var server = await SharedPostgres.ServerAsync();
        var (user, host) = (authority.Split('@')[0], authority.Split('@')[1]);
        var credentials = user.Length > 0 ? user : $"{PostgresServer.User}:{Uri.EscapeDataString(PostgresServer.Password)}";

        var told = await RefusedAsync($"postgresql+asyncpg://{credentials}@{host}:{server.Port}/{database}");

        told.ShouldContain(what);
        told.ShouldContain(remedy);
        told.ShouldNotContain("wrong@");
        told.ShouldNotContain("horse");
    }

    [Fact]
    public async Task Where_nothing_listens_that_is_said_at_once() =>
        (await RefusedAsync($"postgresql://u:secret@127.0.0.1:{PostgresServer.FreePort()}/db")).ShouldContain(
            "Nothing answers at postgresql://127.0.0.1"
        );

    [Fact]
    public async Task A_host_that_never_answers_is_given_up_after_the_connection_timeout()
    {
        // A listener that accepts nothing: the connection stands, and no word comes.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var told = await RefusedAsync($"postgresql://u:secret@127.0.0.1:{port}/db", new PoolOptions(2, 1));
        told.ShouldContain("does not answer in time");
        told.ShouldContain("CONNECTION_TIMEOUT");
    }

    [Fact]
    public async Task An_old_server_is_told_with_its_version()
    {
        Postgres.Needed();
        var server = await SharedPostgres.ServerAsync();
        await using var old = new OlderServer(server.Port);
        var url = new UriBuilder(server.Url("postgres")) { Port = old.Port }.Uri.ToString();
        (await RefusedAsync(url + "?sslmode=disable")).ShouldContain("is PostgreSQL 11.");
    }

    [Fact]
    public async Task The_pool_has_no_more_connections_than_MAX_CONNECTIONS()
    {
        Postgres.Needed();
        var url = (await SharedPostgres.ServerAsync()).Url("postgres");
        var database = new Database(DatabaseUrl.Parse(url, pool: new PoolOptions(1, 1)));
        await using var only = await database.OpenAsync(TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<UserFacingException>(() => database.OpenAsync(TestContext.Current.CancellationToken))).Line.ShouldContain(
            "MAX_CONNECTIONS"
        );
    }

    private static async Task<string> RefusedAsync(string url, PoolOptions? pool = null) =>
        (await Should.ThrowAsync<UserFacingException>(() => new Database(DatabaseUrl.Parse(url, pool: pool)).OpenAsync())).Line;
}
