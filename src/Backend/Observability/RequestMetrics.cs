using System.Collections.Concurrent;
using System.Globalization;
using Prometheus;

namespace MalariaPredictor.Backend.Observability;

/// <summary>
/// <c>http_requests_total</c> and <c>http_request_duration_seconds</c> by method, route and status. The children of a label set are
/// looked up once and kept: a request pays for two additions.
/// </summary>
public sealed class RequestMetrics
{
    private static readonly string[] Labels = ["method", "route", "status"];
    private readonly Counter _requests;
    private readonly Histogram _durations;
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), RequestSeries> _series = new();

    public RequestMetrics()
    {
        Registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(Registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _requests = factory.CreateCounter(
            "http_requests_total",
            "HTTP requests answered.",
            new CounterConfiguration { LabelNames = Labels }
        );
        _durations = factory.CreateHistogram(
            "http_request_duration_seconds",
            "Time to answer an HTTP request, in seconds.",
            new HistogramConfiguration
            {
                LabelNames = Labels,
                Buckets = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 5, 10],
            }
        );
        Factory = factory;
    }

    /// <summary>What the metrics port exposes; nothing else of the process gets in.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Makes further series in the same registry.</summary>
    public MetricFactory Factory { get; }

    /// <summary>The series of one label set, to be kept by a hot path.</summary>
    public RequestSeries Of(string method, string route, int status) =>
        _series.TryGetValue((method, route, status), out var known) ? known : _series.GetOrAdd((method, route, status), Create);

    private RequestSeries Create((string Method, string Route, int Status) key)
    {
        var status = key.Status.ToString(CultureInfo.InvariantCulture);
        return new RequestSeries(_requests.WithLabels(key.Method, key.Route, status), _durations.WithLabels(key.Method, key.Route, status));
    }
}

/// <summary>The series of one label set.</summary>
public sealed class RequestSeries(Counter.Child requests, Histogram.Child durations)
{
    public void Record(TimeSpan took)
    {
        requests.Inc();
        durations.Observe(took.TotalSeconds);
    }
}

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
