using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>Bad input as RFC 9457 problem details: a sentence, and all that is wrong with a table at once.</summary>
internal static class ServiceProblems
{
    public static IResult Told(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (UserFacingException told)
        {
            return Bad("Bad request", told.Line);
        }
        catch (RejectedFileException rejected)
        {
            var first = rejected.Problems.Count > 0 ? rejected.Problems[0].ToString() : rejected.Message;
            return TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "Bad data",
                detail: rejected.Total > 1 ? $"{first} And {rejected.Total - 1} more." : first,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["total"] = rejected.Total,
                    ["problems"] = rejected.Problems,
                }
            );
        }
    }

    public static IResult Bad(string title, string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: title, detail: detail);

    public static IResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "30";
        return TypedResults.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Busy",
            detail: $"{JobQueue.MostWaiting} jobs wait already. Ask again in half a minute."
        );
    }
}
