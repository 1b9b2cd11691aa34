using System.Data.Common;
using FluentMigrator.Runner;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Storage.Engines;

/// <summary>
/// All in which the kinds of database differ. Everything else is said in SQL that both understand; queries that are not say so
/// by asking for the <see cref="Dialect"/>.
/// </summary>
internal interface IEngine
{
    Dialect Dialect { get; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="UserFacingException">It cannot be opened: why, and what to do.</exception>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>False where there is no database to open yet, and a migrator would make one.</summary>
    bool Exists { get; }

    /// <summary>
    /// Begins a transaction that writes, once no other does, in whatever process: so writers follow one another, and the order in
    /// which they date what they write is the order in which it is seen.
    /// </summary>
    Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The fastest way to append rows, within the connection's transaction.</summary>
    RowWriter Append(DbConnection connection, string table, IReadOnlyList<string> columns);

    /// <summary>Lets one migrator in at a time; frees its place when the holder ends, however it ends.</summary>
    Task<IAsyncDisposable> TakeMigrationTurnAsync(TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>Tells a migration runner what it is to run on.</summary>
    void Configure(IMigrationRunnerBuilder runner);

    /// <summary>What is worth saying once, when the schema has been made; empty where there is nothing.</summary>
    Task<string> RemarkAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether the same work, done again a little later, may well succeed: a fail-over, a deadlock, a server that starts.
    /// </summary>
    bool WillPass(Exception failure);

    /// <summary>What only a message with the database's name helps with, such as damage and a full disk; null for the rest.</summary>
    UserFacingException? Explain(Exception failure);

    /// <summary>Drops idle connections, which a server that came back does not know.</summary>
    void Forget();
}

/// <summary>
/// Appends rows to a table: the values of a row in the order of its columns, then <see cref="EndRow"/>; at last
/// <see cref="CompleteAsync"/>.
/// </summary>
internal abstract class RowWriter : IAsyncDisposable
{
    public abstract void Add(long value);

    public abstract void Add(int value);

    /// <summary>NaN is stored as null.</summary>
    public abstract void Add(double value);

    public abstract void Add(string value);

    public abstract void EndRow();

    /// <summary>Without it, what was written is not there.</summary>
    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The kinds of database there are.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}
