using System.Collections.Concurrent;

namespace MalariaPredictor.TestSlot;

/// <summary>The one series of the real slot that releases are judged by: requests by status, in Prometheus' text format.</summary>
internal static class Metrics
{
    private static readonly ConcurrentDictionary<int, long> Requests = new();

    public static void UseMetrics(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (context.Request.Path != "/metrics")
                {
                    Requests.AddOrUpdate(context.Response.StatusCode, 1, (_, count) => count + 1);
                }
            }
        );
        app.MapGet(
            "/metrics",
            () =>
                Results.Text(
                    "# TYPE http_requests_total counter\n"
                        + string.Concat(Requests.Select(pair => $"http_requests_total{{status=\"{pair.Key}\"}} {pair.Value}\n")),
                    "text/plain; version=0.0.4"
                )
        );
    }
}
