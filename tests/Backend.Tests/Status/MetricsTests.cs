using System.Net;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Status;

public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_are_counted_by_status_and_timed_on_a_port_of_their_own()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        await app.Text("/api/v1/forecasts/Akoro");
        await app.Text("/api/v1/forecasts/Akoro?format=csv");
        await app.Ask("/api/v1/forecasts/Nowhere");

        using var client = new HttpClient();
        var text = await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{app.MetricsPort}/metrics"),
            TestContext.Current.CancellationToken
        );

        text.ShouldContain("""http_requests_total{method="GET",route="/api/v1/forecasts/{location}",status="200"} 2""");
        text.ShouldContain("""http_requests_total{method="GET",route="/api/v1/forecasts/{location}",status="404"} 1""");
        text.ShouldContain(
            """http_request_duration_seconds_bucket{method="GET",route="/api/v1/forecasts/{location}",status="200",le="+Inf"} 2"""
        );
        text.ShouldNotContain("dotnet_");
        text.ShouldNotContain("process_");
    }

    [Fact]
    public async Task The_public_port_does_not_expose_metrics()
    {
        using var database = new TestDatabase();
        await using var app = await ServedApp.Start(database);

        using var response = await app.Get("/metrics");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
