using System.Data.Common;
using Dapper;
using FluentMigrator.Runner;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using Microsoft.Data.Sqlite;
using SQLitePCL;

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

/// <summary>
/// Through SQLite's own prepared statement, which takes half the time of a command with parameters: those are looked up by name
/// for every row.
/// </summary>
internal sealed class SqliteRowWriter : RowWriter
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _column;

    public SqliteRowWriter(SqliteConnection connection, string table, IReadOnlyList<string> columns)
    {
        _database = connection.Handle!;
        var places = string.Join(", ", Enumerable.Repeat("?", columns.Count));
        Check(raw.sqlite3_prepare_v2(_database, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({places})", out _statement));
    }

    public override void Add(long value) => raw.sqlite3_bind_int64(_statement, ++_column, value);

    public override void Add(int value) => raw.sqlite3_bind_int(_statement, ++_column, value);

    public override void Add(double value)
    {
        if (double.IsNaN(value))
        {
            raw.sqlite3_bind_null(_statement, ++_column);
        }
        else
        {
            raw.sqlite3_bind_double(_statement, ++_column, value);
        }
    }

    public override void Add(string value) => raw.sqlite3_bind_text(_statement, ++_column, value);

    public override void EndRow()
    {
        _column = 0;
        var code = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        Check(code);
    }

    public override Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _statement.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }
}

/// <summary>
/// Lets one migrator in at a time. A lock on a file beside the database: the operating system frees it when its holder dies,
/// however it dies, so it can never be left behind. The file itself stays, since deleting it would race with the next holder.
/// </summary>
internal static class MigrationLock
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IAsyncDisposable> TakeAsync(string databasePath, TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = databasePath + ".migrating";
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException) when (File.Exists(path) && clock.GetElapsedTime(began) < Timeout)
            {
                // Held by another migrator: whoever comes second waits, and then finds the work done.
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (IOException held) when (File.Exists(path))
            {
                throw new UserFacingException(
                    $"Another migrator has held {path} for {Timeout.TotalMinutes:0} minutes.",
                    "See what it is doing, then try again.",
                    held
                );
            }
        }
    }
}
