using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Api;

/// <summary>Turns an exception into a problem document that carries its log reference and nothing of its inside.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to answer. 499 is what the metrics show, as in nginx.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = 499;
            }
        }
        catch (BadHttpRequestException failure) when (!context.Response.HasStarted)
        {
            await TypedResults.Problem(statusCode: failure.StatusCode, title: "Bad request", detail: failure.Message).ExecuteAsync(context);
        }
        catch (IOException failure) when (failure.InnerException is OverflowException && !context.Response.HasStarted)
        {
            // What the server throws for a chunk longer than it can count.
            await TypedResults
                .Problem(statusCode: StatusCodes.Status400BadRequest, title: "Bad request", detail: failure.Message)
                .ExecuteAsync(context);
        }
        catch (Exception failure) when (StorageFailure.IsDatabase(failure) && !context.Response.HasStarted)
        {
            Log.Unavailable(logger, context.TraceIdentifier, context.Request.Method, context.Request.Path, StorageFailure.Line(failure));
            await TypedResults
                .Problem(
                    statusCode: StatusCodes.Status503ServiceUnavailable,
                    title: "The database is not available",
                    detail: $"Stored forecasts are served all the same; this needs the database. Try again in some seconds. The "
                        + $"server's log holds the cause under {context.TraceIdentifier}."
                )
                .ExecuteAsync(context);
        }
#pragma warning disable CA1031 // The edge of the process: whatever failed inside, the client gets an answer and the log the cause.
        catch (Exception failure) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Log.Failed(logger, failure, context.TraceIdentifier, context.Request.Method, context.Request.Path);
            await TypedResults
                .Problem(
                    statusCode: StatusCodes.Status500InternalServerError,
                    title: "Internal error",
                    detail: $"The request failed; the server's log holds the cause under {context.TraceIdentifier}."
                )
                .ExecuteAsync(context);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Reference} {Method} {Path} found no database: {Cause}")]
        public static partial void Unavailable(ILogger logger, string reference, string method, PathString path, string cause);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Reference} {Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception failure, string reference, string method, PathString path);
    }
}
