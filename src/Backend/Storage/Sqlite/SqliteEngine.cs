using System.Data.Common;
using Dapper;
using FluentMigrator.Runner;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Storage.Sqlite;

/// <summary>A database in a file, which the processes of one machine share.</summary>
internal sealed class SqliteEngine(SqliteUrl url) : IEngine
{
    // How long a statement waits for another process's write before it gives up.
    private const int BusyTimeoutSeconds = 120;

    // NORMAL loses no consistency under WAL: only a power cut may take back the newest commit.
    private const string Setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000;";

    public Dialect Dialect => Dialect.Sqlite;

    public bool Exists => File.Exists(url.Path);

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
        {
            throw new UserFacingException($"There is no database at {url.Path} yet.", "Create it: malaria-predictor migrate up.");
        }

        var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(Setup);
            return connection;
        }
        catch (SqliteException refused)
        {
            await connection.DisposeAsync();
            throw Explain(refused)
                ?? new UserFacingException(
                    $"The database {url.Path} cannot be opened: {refused.Message}",
                    "Check that this user may read and write the file and its directory.",
                    refused
                );
        }
    }

    // Microsoft.Data.Sqlite begins IMMEDIATE: it takes the one place for writers, or waits for it.
    public async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(cancellationToken);

    public RowWriter Append(DbConnection connection, string table, IReadOnlyList<string> columns) =>
        new SqliteRowWriter((SqliteConnection)connection, table, columns);

    public async Task<IAsyncDisposable> TakeMigrationTurnAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(Path.GetDirectoryName(url.Path)!);
        return await MigrationLock.TakeAsync(url.Path, clock, cancellationToken);
    }

    // Made here and not by SQLite, whose files have whatever rights the umask leaves; the write-ahead log has those of the database.
    public void Configure(IMigrationRunnerBuilder runner)
    {
        PrivateFile.Ensure(url.Path);
        runner.AddSQLite().WithGlobalConnectionString(ConnectionString(SqliteOpenMode.ReadWrite));
    }

    public Task<string> RemarkAsync(CancellationToken cancellationToken) => Task.FromResult("");

    // A writer that has to wait already waits within the statement.
    public bool WillPass(Exception failure) => false;

    public UserFacingException? Explain(Exception failure) => SqliteFailure.OfFile(failure, url.Path);

    public void Forget() { }

    private string ConnectionString(SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = url.Path,
            Mode = mode,
            ForeignKeys = true,
            DefaultTimeout = BusyTimeoutSeconds,
        }.ToString();
}
