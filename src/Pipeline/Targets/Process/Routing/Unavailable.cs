using System.Text.Json;
using MalariaPredictor.Pipeline.Targets.Process.Control;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>The router's own answers, as problem details (RFC 9457).</summary>
internal static class Unavailable
{
    private const string RetryAfterSeconds = "2";

    public static Task NoSlotAsync(HttpContext context) =>
        WriteAsync(
            context,
            new Refusal(
                "No release is ready",
                "The service is starting or recovering. Ask again shortly.",
                StatusCodes.Status503ServiceUnavailable
            )
        );

    public static Task BrokenAsync(HttpContext context) =>
        WriteAsync(
            context,
            new Refusal("The release did not answer", "The request may or may not have been carried out.", StatusCodes.Status502BadGateway)
        );

    private static Task WriteAsync(HttpContext context, Refusal problem)
    {
        context.Response.Clear();
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ControlJson.Default.Refusal)).AsTask();
    }
}
