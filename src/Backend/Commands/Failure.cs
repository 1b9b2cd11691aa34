using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Commands;

/// <summary>Turns whatever was thrown into one line: what, where, what to do.</summary>
internal static class Failure
{
    private const int Busy = 5;
    private const int Full = 13;
    private const int NotADatabase = 26;

    public static string Sentence(Exception thrown) => thrown switch
    {
        UserFacingException told => told.Line,
        OperationCanceledException => "Stopped on request; nothing half done was kept.",
        SqliteException { SqliteErrorCode: Busy } => "The database is held by another process. Try again when it has finished.",
        SqliteException { SqliteErrorCode: Full } => "The disk that holds the database is full. Free some space and try again.",
        SqliteException { SqliteErrorCode: NotADatabase } =>
            "The file that DATABASE_URL names is not an SQLite database. Point DATABASE_URL at another file.",
        SqliteException sqlite => $"The database refused: {OneLine(sqlite)}. Run `malaria-predictor migrate status` and check DATABASE_URL.",
        IOException or UnauthorizedAccessException => $"{OneLine(thrown)} Check the path, the permissions and the free space.",
        _ => $"Unexpected {thrown.GetType().Name}: {OneLine(thrown)} Run again with LOG_LEVEL=debug for the details of a report.",
    };

    private static string OneLine(Exception thrown) => thrown.Message.ReplaceLineEndings(" ");
}
