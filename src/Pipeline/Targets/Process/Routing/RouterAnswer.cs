using System.Text.Json;
using MalariaPredictor.Pipeline.Targets.Process.Control;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>The router's own answers, as problem details (RFC 9457).</summary>
internal static class RouterAnswer
{
    private const string RetryAfterSeconds = "2";

    public static Refusal NoSlot { get; } =
        new("No release is ready", "The service is starting or recovering. Ask again shortly.", StatusCodes.Status503ServiceUnavailable);

    /// <summary>The process that had the request did not answer and was ended.</summary>
    public static Refusal Hung { get; } =
        new(
            "The release does not answer",
            "It is being replaced. The request may or may not have been carried out. Ask again shortly.",
            StatusCodes.Status503ServiceUnavailable
        );

    public static Refusal Broken { get; } =
        new("The release did not answer", "The request may or may not have been carried out.", StatusCodes.Status502BadGateway);

    public static Task WriteAsync(HttpContext context, Refusal problem)
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
