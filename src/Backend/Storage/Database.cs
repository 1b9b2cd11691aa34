using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Configuration;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Opens connections to the database that DATABASE_URL names. Cheap, stateless and thread-safe.</summary>
public sealed class Database
{
    // How long a statement waits for another process's write before it gives up.
    private const int BusyTimeoutSeconds = 30;

    // NORMAL loses no consistency under WAL: only a power cut may take back the newest commit.
    private const string Setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000;";

    private readonly DatabaseUrl _url;

    public Database(DatabaseUrl url) => _url = url;

    /// <summary>The database file.</summary>
    public string Path => _url.Path;

    /// <summary>Whether the database has been created at all.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>For the migrator, which alone may create the file.</summary>
    internal string CreatingConnectionString => ConnectionString(SqliteOpenMode.ReadWriteCreate);

    /// <summary>An open connection, which the caller disposes.</summary>
    /// <exception cref="UserFacingException">There is no such database, or it cannot be opened.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellation = default)
    {
        if (!Exists)
        {
            throw new UserFacingException($"There is no database at {Path} yet.", "Create it: malaria-predictor migrate up.");
        }

        var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(Setup);
            return connection;
        }
        catch (SqliteException refused)
        {
            await connection.DisposeAsync();
            throw new UserFacingException(
                $"The database {Path} cannot be opened: {refused.Message}",
                "Check that the file is an SQLite database and that this user may read and write it and its directory.",
                refused);
        }
    }

    private string ConnectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = mode,
        ForeignKeys = true,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();
}
