using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Storage.Sqlite;

/// <summary>What SQLite answered, told to a person.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Damaged = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>SQLite cannot even open its index of the log with less; what it then answers is a disk error.</summary>
    private const long AlmostFull = 1 << 20;

    /// <summary>What only a message with the file's name helps with: a damaged file and a full disk; null for the rest.</summary>
    public static UserFacingException? OfFile(Exception failure, string path) =>
        failure is not SqliteException { SqliteErrorCode: var code } ? null
        : code == Full || (code == InputOutput && FreeBytes(path) < AlmostFull)
            ? new UserFacingException(
                $"The disk that holds the database {path} is full; nothing half done was kept.",
                "Free some space and try again. Should the database be damaged then, restore a backup: malaria-predictor restore FILE "
                    + "--replace.",
                failure
            )
        : code == Damaged
            ? new UserFacingException(
                $"The database {path} is damaged: {failure.Message.ReplaceLineEndings(" ")}",
                "Stop what uses it, keep a copy of it, and restore a backup: malaria-predictor restore FILE --replace.",
                failure
            )
        : code == NotADatabase
            ? new UserFacingException(
                $"{path} is not an SQLite database, or its beginning is damaged.",
                "If it was one, restore a backup: malaria-predictor restore FILE --replace. If not, point DATABASE_URL at another file.",
                failure
            )
        : code == InputOutput
            ? new UserFacingException(
                $"The disk that holds the database {path} reports an error: {failure.Message.ReplaceLineEndings(" ")}",
                "Check the disk and the system's log. Should the database be damaged, restore a backup: malaria-predictor restore FILE "
                    + "--replace.",
                failure
            )
        : null;

    /// <summary>Whether the file itself is unusable.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Damaged or NotADatabase;

    private static long FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    public static string Sentence(DbException failure) =>
        failure switch
        {
            SqliteException { SqliteErrorCode: Busy } => "The database is held by another process. Try again when it has finished.",
            SqliteException { SqliteErrorCode: ReadOnly } =>
                "The database file cannot be written. Check its permissions, its directory's, and the file system's.",
            SqliteException { SqliteErrorCode: Full } => "The disk that holds the database is full. Free some space and try again.",
            SqliteException { SqliteErrorCode: Damaged } =>
                "The database file that DATABASE_URL names is damaged. Restore a backup: malaria-predictor restore FILE --replace.",
            SqliteException { SqliteErrorCode: NotADatabase } =>
                "The file that DATABASE_URL names is not an SQLite database. Point DATABASE_URL at another file.",
            _ => $"The database refused: {failure.Message.ReplaceLineEndings(" ")}. Run `malaria-predictor migrate status` and check "
                + "DATABASE_URL.",
        };
}
