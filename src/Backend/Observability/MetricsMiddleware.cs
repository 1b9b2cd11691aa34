namespace MalariaPredictor.Backend.Observability;

/// <summary>
/// Counts and times every request under its route pattern, so that the number of series does not grow with the URLs asked for.
/// </summary>
public sealed class MetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider time)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        await next(context);
        var route = context.GetEndpoint() is RouteEndpoint endpoint ? endpoint.RoutePattern.RawText ?? "other" : "other";
        var method = Array.Find(Methods, known => known == context.Request.Method) ?? "other";
        metrics.Of(method, route, context.Response.StatusCode).Record(time.GetElapsedTime(began));
    }
}
