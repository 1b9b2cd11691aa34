using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Postgres;
using MalariaPredictor.Backend.Storage.Sqlite;
using Npgsql;

namespace MalariaPredictor.Backend.Storage;

/// <summary>A failed statement, told to a person in one line: what is wrong, and what to do.</summary>
internal static class StorageFailure
{
    public static string Sentence(DbException failure) =>
        failure is NpgsqlException ? PostgresFailure.Sentence(failure) : SqliteFailure.Sentence(failure);

    /// <summary>Whether a failure is the storage's, which may be well again later.</summary>
    public static bool Is(Exception failure) => failure is UserFacingException or DbException or IOException or TimeoutException;

    /// <summary>Whether the database itself is what failed: away, broken, or never there.</summary>
    public static bool IsDatabase(Exception failure) => failure is DbException or UserFacingException { InnerException: DbException };

    /// <summary>The line of any failure for which <see cref="Is"/> holds.</summary>
    public static string Line(Exception failure) =>
        failure switch
        {
            UserFacingException told => told.Line,
            DbException refused => Sentence(refused),
            _ => failure.Message.ReplaceLineEndings(" "),
        };
}
