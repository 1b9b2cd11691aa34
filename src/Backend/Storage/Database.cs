using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Postgres;
using MalariaPredictor.Backend.Storage.Sqlite;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The database that DATABASE_URL names, SQLite or PostgreSQL. Cheap to make, and thread-safe. <see cref="ReadAsync"/> and
/// <see cref="WriteAsync"/> outlast a fail-over: what they are given may run more than once.
/// </summary>
public sealed class Database
{
    /// <summary>How long a read waits for a database that went away to come back; a page or a probe is waiting for it.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A write is worth a longer wait: an import may have taken minutes to get there.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    private readonly Retry _retry;

    public Database(DatabaseUrl url)
    {
        Url = url;
        Engine = url switch
        {
            SqliteUrl file => new SqliteEngine(file),
            PostgresUrl server => new PostgresEngine(server),
            _ => throw new ArgumentException("No such kind of database.", nameof(url)),
        };
        _retry = new Retry(Engine);
    }

    public DatabaseUrl Url { get; }

    /// <summary>What people call it: never holds credentials.</summary>
    public string Name => Url.Name;

    public Dialect Dialect => Engine.Dialect;

    /// <summary>False where there is no database file yet; a database on a server is made by its administrator.</summary>
    public bool Exists => Engine.Exists;

    internal IEngine Engine { get; }

    /// <summary>An open connection, which the caller disposes. One attempt.</summary>
    /// <exception cref="UserFacingException">There is no such database, or it cannot be opened.</exception>
    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken = default) => Engine.OpenAsync(cancellationToken);

    /// <summary>Reads, on a database whose schema this build can run on.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            async () =>
            {
                await using var connection = await OpenAsync(cancellationToken);
                await SchemaState.RequireAsync(connection);
                return await read(connection);
            },
            ReadTimeout,
            cancellationToken
        );

    /// <summary>Writes in one transaction, after other writers and before the next: all of it or, where it throws, nothing.</summary>
    /// <param name="write">Done twice it must be as good as done once: a connection may break while it commits.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept.</param>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken) =>
        UntilWrittenAsync(
            async () =>
            {
                await using var connection = await OpenAsync(cancellationToken);
                await SchemaState.RequireAsync(connection);
                await using var transaction = await Engine.BeginWriteAsync(connection, cancellationToken);
                var result = await write(connection);
                await transaction.CommitAsync(cancellationToken);
                return result;
            },
            cancellationToken
        );

    /// <summary>Repeats an idempotent write of several steps until the database takes it.</summary>
    internal Task<T> UntilWrittenAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) =>
        _retry.RunAsync(write, WriteTimeout, cancellationToken);
}
