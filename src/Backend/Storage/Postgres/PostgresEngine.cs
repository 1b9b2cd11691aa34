using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Dapper;
using FluentMigrator.Runner;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Engines;
using Npgsql;
using NpgsqlTypes;

namespace MalariaPredictor.Backend.Storage.Postgres;

/// <summary>A database on a server, which many machines share. Connections of one URL come from one pool.</summary>
internal sealed class PostgresEngine(PostgresUrl url) : IEngine
{
    /// <summary>The oldest server that has all we use; the tests run on 15.</summary>
    private static readonly Version OldestServer = new(12, 0);

    /// <summary>
    /// Waits for the one place of writers, which the transaction's end gives back. A writer that stops talking, or whose machine
    /// is gone, loses its place: the server ends its transaction.
    /// </summary>
    private const string WriterTurn = """
        SET LOCAL lock_timeout = '120s';
        SET LOCAL idle_in_transaction_session_timeout = '120s';
        SET LOCAL tcp_keepalives_idle = 30;
        SET LOCAL tcp_keepalives_interval = 10;
        SET LOCAL tcp_keepalives_count = 3;
        SELECT pg_advisory_xact_lock(hashtextextended('malaria-predictor writer', 0));
        """;

    public Dialect Dialect => Dialect.Postgres;

    // The administrator makes it; whether it is there shows on opening it.
    public bool Exists => true;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(url.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (connection.PostgreSqlVersion < OldestServer)
            {
                throw new UserFacingException(
                    $"The server of {url.Name} is PostgreSQL {connection.PostgreSqlVersion}; {OldestServer.Major} is the oldest that "
                        + "works.",
                    "Upgrade the server, or point DATABASE_URL at a newer one."
                );
            }

            return connection;
        }
        catch (Exception refused)
            when (refused is NpgsqlException or TimeoutException or IOException or SocketException or AuthenticationException)
        {
            await connection.DisposeAsync();
            throw PostgresFailure.OnOpening(refused as NpgsqlException ?? new NpgsqlException(refused.Message, refused), url.Name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken stop)
    {
        var transaction = await connection.BeginTransactionAsync(stop);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(WriterTurn, transaction: transaction, cancellationToken: stop));
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public RowWriter Append(DbConnection connection, string table, IReadOnlyList<string> columns) =>
        new PostgresRowWriter((NpgsqlConnection)connection, table, columns);

    public async Task<IAsyncDisposable> TakeMigrationTurnAsync(TimeProvider clock, CancellationToken stop)
    {
        var connection = await OpenAsync(stop);
        try
        {
            // Held by the session: it ends with the connection, whatever ends that.
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "SET lock_timeout = '120s'; SELECT pg_advisory_lock(hashtextextended('malaria-predictor migrator', 0));",
                    cancellationToken: stop
                )
            );
            return new MigrationTurn(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public void Configure(IMigrationRunnerBuilder runner) => runner.AddPostgres().WithGlobalConnectionString(url.ConnectionString);

    public async Task<string> RemarkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return
            await connection.ExecuteScalarAsync<string?>("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'") is { } version
            ? $" Observations are in a hypertable of TimescaleDB {version}."
            : " TimescaleDB is not installed in it: observations are in a plain table, which holds the same.";
    }

    public bool WillPass(Exception failure) => PostgresFailure.WillPass(failure);

    public UserFacingException? Explain(Exception failure) => PostgresFailure.OfServer(failure, url.Name);

    public void Forget()
    {
        using var any = new NpgsqlConnection(url.ConnectionString);
        NpgsqlConnection.ClearPool(any);
    }

    private sealed class MigrationTurn(DbConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await connection.ExecuteAsync("SELECT pg_advisory_unlock_all(); RESET lock_timeout;");
            }
        }
    }
}

/// <summary>A binary COPY, begun with the first row: where there is none, nothing is sent.</summary>
internal sealed class PostgresRowWriter(NpgsqlConnection connection, string table, IReadOnlyList<string> columns) : RowWriter
{
    private NpgsqlBinaryImporter? _copy;
    private bool _inRow;

    // Values go into a buffer, which is flushed now and then: awaiting each of a million would cost more than writing it.
    public override void Add(long value) => Row().Write(value, NpgsqlDbType.Bigint);

    public override void Add(int value) => Row().Write(value, NpgsqlDbType.Integer);

    public override void Add(double value)
    {
        if (double.IsNaN(value))
        {
            Row().WriteNull();
        }
        else
        {
            Row().Write(value, NpgsqlDbType.Double);
        }
    }

    public override void Add(string value) => Row().Write(value, NpgsqlDbType.Text);

    public override void EndRow() => _inRow = false;

    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_copy is not null)
        {
            await _copy.CompleteAsync(cancellationToken);
        }
    }

    // A COPY that was not completed is cancelled here, and takes its transaction with it.
    public override ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private NpgsqlBinaryImporter Row()
    {
        _copy ??= connection.BeginBinaryImport($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        if (!_inRow)
        {
            _copy.StartRow();
            _inRow = true;
        }

        return _copy;
    }
}
