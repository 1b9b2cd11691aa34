using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Storage.Sqlite;

/// <summary>What SQLite answered, told to a person.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Full = 13;
    private const int NotADatabase = 26;

    public static string Sentence(DbException failure) =>
        failure switch
        {
            SqliteException { SqliteErrorCode: Busy } => "The database is held by another process. Try again when it has finished.",
            SqliteException { SqliteErrorCode: ReadOnly } =>
                "The database file cannot be written. Check its permissions, its directory's, and the file system's.",
            SqliteException { SqliteErrorCode: Full } => "The disk that holds the database is full. Free some space and try again.",
            SqliteException { SqliteErrorCode: NotADatabase } =>
                "The file that DATABASE_URL names is not an SQLite database. Point DATABASE_URL at another file.",
            _ => $"The database refused: {failure.Message.ReplaceLineEndings(" ")}. Run `malaria-predictor migrate status` and check "
                + "DATABASE_URL.",
        };
}
