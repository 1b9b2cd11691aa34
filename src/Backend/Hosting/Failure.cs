using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>Turns whatever was thrown into one line: what, where, what to do.</summary>
internal static class Failure
{
    public static string Sentence(Exception thrown) =>
        thrown switch
        {
            UserFacingException told => told.Line,
            OperationCanceledException => "Stopped on request; nothing half done was kept.",
            DbException refused => StorageFailure.Sentence(refused),
            IOException or UnauthorizedAccessException => $"{OneLine(thrown)} Check the path, the permissions and the free space.",
            _ => $"Unexpected {thrown.GetType().Name}: {OneLine(thrown)} Run again with LOG_LEVEL=debug for the details of a report.",
        };

    private static string OneLine(Exception thrown) => thrown.Message.ReplaceLineEndings(" ");
}
