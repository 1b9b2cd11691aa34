using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>Turns whatever was thrown into one line: what, where, what to do.</summary>
internal static class Failure
{
    /// <param name="thrown">What was thrown.</param>
    /// <param name="here">Names the database, where there is one.</param>
    public static string Sentence(Exception thrown, HostContext? here = null) =>
        thrown switch
        {
            UserFacingException told => told.Line,
            DbException refused when here is not null && new Database(here.Options().Database).Engine.Explain(refused) is { } told =>
                told.Line,
            OperationCanceledException => "Stopped on request; nothing half done was kept.",
            DbException refused => StorageFailure.Sentence(refused),
            IOException or UnauthorizedAccessException => $"{OneLine(thrown)} Check the path, the permissions and the free space.",
            _ => $"Unexpected {thrown.GetType().Name}: {OneLine(thrown)} Run again with LOG_LEVEL=debug for the details of a report.",
        };

    private static string OneLine(Exception thrown) => thrown.Message.ReplaceLineEndings(" ");
}
