using MalariaPredictor.Backend.Storage.Engines;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MalariaPredictor.Backend.Storage.Sqlite;

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
