using System.Data;
using System.Data.Common;
using System.Globalization;
using System.IO.Pipelines;
using Dapper;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using Npgsql;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>
/// A database on a server, by its own <c>pg_dump</c> and <c>pg_restore</c> in the custom format, from one exported snapshot.
/// </summary>
internal sealed class PostgresDump(PostgresUrl url) : IDump
{
    private readonly NpgsqlConnectionStringBuilder _server = new(url.ConnectionString);

    public async Task<IMoment> HoldAsync(CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)await new Database(url).OpenAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return new Moment(
                new PostgresTool(_server),
                connection,
                transaction,
                (await connection.ExecuteScalarAsync<string>("SELECT pg_export_snapshot()"))!
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new Database(url).OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") == 0;
    }

    /// <summary>
    /// In one transaction: whoever reads sees the old database or the new one. TimescaleDB's catalog has to be told before and after,
    /// outside of it (timescaledb_pre_restore and timescaledb_post_restore, as its documentation has it), and takes an empty database only.
    /// </summary>
    public async Task RestoreAsync(BackupHeader header, Stream content, bool replace, CancellationToken cancellationToken)
    {
        var tool = new PostgresTool(_server);
        if (!header.Hypertables)
        {
            await InOneTransactionAsync(
                tool,
                content,
                replace ? ["--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public"] : [],
                cancellationToken
            );
            return;
        }

        if (replace)
        {
            throw new UserFacingException(
                "A backup with hypertables cannot replace what is there in one step.",
                "Restore it into an empty database, then point DATABASE_URL at that."
            );
        }

        await using var connection = await new Database(url).OpenAsync(cancellationToken);
        await connection.ExecuteAsync("CREATE EXTENSION IF NOT EXISTS timescaledb; SELECT timescaledb_pre_restore();");
        await tool.RunAsync(
            "pg_restore",
            ["--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={_server.Database}"],
            content,
            null,
            cancellationToken
        );
        await connection.ExecuteAsync("SELECT timescaledb_post_restore(); ANALYZE;");
    }

    // The one turns the dump into statements, the other carries them out; when the first breaks off, the second must not commit.
    private static async Task InOneTransactionAsync(
        PostgresTool tool,
        Stream content,
        IReadOnlyList<string> before,
        CancellationToken cancellationToken
    )
    {
        var pipe = new Pipe();
        var carriesOut = tool.RunAsync(
            "psql",
            ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", .. before, "--file=-"],
            pipe.Reader.AsStream(),
            null,
            cancellationToken
        );
        try
        {
            await tool.RunAsync(
                "pg_restore",
                ["--file=-", "--no-owner", "--no-privileges"],
                content,
                pipe.Writer.AsStream(leaveOpen: true),
                cancellationToken
            );
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception broken)
        {
            await pipe.Writer.CompleteAsync(broken);
            await carriesOut.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        await carriesOut;
    }

    public async Task<IScratch> ScratchAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"malaria_verify_{Environment.ProcessId}_{Guid.NewGuid():N}");
        await using var connection = await new Database(url).OpenAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new UserFacingException(
                $"{_server.Username} may not create a database to try the backup in.",
                "Let it (ALTER ROLE … CREATEDB), or name an empty one with --scratch URL.",
                refused
            );
        }

        return new Scratch(url, name);
    }

    private sealed class Moment(PostgresTool tool, NpgsqlConnection connection, NpgsqlTransaction transaction, string snapshot) : IMoment
    {
        public DbConnection Connection => connection;

        public async Task<bool> HasHypertablesAsync() =>
            await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')");

        public Task CopyToAsync(Stream content, CancellationToken cancellationToken) =>
            tool.RunAsync(
                "pg_dump",
                ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}"],
                null,
                content,
                cancellationToken
            );

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private sealed class Scratch(PostgresUrl beside, string name) : IScratch
    {
        private readonly PostgresUrl _url = beside.WithDatabase(name);

        public Database Database => new(_url);

        public async ValueTask DisposeAsync()
        {
            using (var any = new NpgsqlConnection(_url.ConnectionString))
            {
                NpgsqlConnection.ClearPool(any);
            }

            await using var connection = await new Database(beside).OpenAsync();
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }
    }
}
