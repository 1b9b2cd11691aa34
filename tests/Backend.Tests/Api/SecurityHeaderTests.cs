using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Tests.Chap.Service;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Api;

[Collection(nameof(ServedCountry))]
public sealed partial class SecurityHeaderTests(ServedCountry country)
{
    private readonly ServedApp _app = country.App;

    [Fact]
    public async Task Every_endpoint_answers_with_security_headers()
    {
        var endpoints = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        endpoints.Count.ShouldBeGreaterThan(20);
        foreach (var endpoint in endpoints)
        {
            var path = "/" + Parameter.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "Akoro");
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                await HasHeaders(_app.Client, method, path, null);
            }
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/forecasts/Akoro", 200)] // The fast path.
    [InlineData("HEAD", "/api/v1/forecasts/Akoro", 200)]
    [InlineData("GET", "/api/v1/forecasts/Akoro?format=csv", 200)]
    [InlineData("GET", "/docs/", 200)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/locations/nowhere", 404)]
    [InlineData("GET", "/api/v1/status?x=1", 400)]
    [InlineData("DELETE", "/api/v1/forecasts/Akoro", 405)]
    [InlineData("POST", "/api/v1/predictions", 400)]
    public async Task Answers_of_every_status_have_security_headers(string method, string path, int status) =>
        await HasHeaders(_app.Client, method, path, status);

    [Fact]
    public async Task A_failure_inside_answers_with_security_headers()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore().AddProblemDetails();
        await using var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FailureMiddleware>();
        app.MapGet("/broken", string () => throw new InvalidOperationException("on purpose"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        await HasHeaders(client, "GET", "/broken", 500);
    }

    [Fact]
    public async Task Metrics_have_security_headers()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_app.MetricsPort}") };
        await HasHeaders(client, "GET", "/metrics", 200);
        await HasHeaders(client, "GET", "/nowhere", 404);
    }

    [Fact]
    public async Task The_service_for_CHAP_has_security_headers()
    {
        await using var chap = await ServedChap.Start();
        await HasHeaders(chap.Client, "GET", "/health", 200);
        await HasHeaders(chap.Client, "GET", "/nowhere", 404);
        await HasHeaders(chap.Client, "POST", "/api/v1/ml/$train", null);
    }

    /// <summary>What routing has not seen, no rate limit and no authorization of an endpoint can apply to.</summary>
    [Fact]
    public async Task The_commonest_request_is_routed_like_every_other()
    {
        using var routed = new RoutedPaths();
        using var subscription = _app.Services.GetRequiredService<DiagnosticListener>().Subscribe(routed);

        using var response = await _app.Get("/api/v1/forecasts/Dunga");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        routed.Paths.ShouldContain("/api/v1/forecasts/Dunga");
    }

    private static async Task HasHeaders(HttpClient client, string method, string path, int? status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = new StringContent("[", Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var where = $"{method} {path}: {(int)response.StatusCode}";
        if (status is { } expected)
        {
            ((int)response.StatusCode).ShouldBe(expected, where);
        }

        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : "none";
        Header("X-Content-Type-Options").ShouldBe("nosniff", where);
        Header("Referrer-Policy").ShouldBe("same-origin", where);
        Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin", where);
        Header("Cross-Origin-Resource-Policy").ShouldBe("same-origin", where);
        var policy = Header("Content-Security-Policy");
        policy.ShouldStartWith("default-src 'none'", customMessage: where);
        policy.ShouldContain("frame-ancestors 'none'", customMessage: where);
        if (!path.StartsWith("/docs", StringComparison.Ordinal))
        {
            policy.ShouldNotContain("unsafe", customMessage: where);
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter { get; }

    private sealed class RoutedPaths : IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Paths { get; } = [];

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "Microsoft.AspNetCore.Routing.EndpointMatched", Value: Microsoft.AspNetCore.Http.HttpContext context })
            {
                Paths.Add(context.Request.Path.Value!);
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() { }
    }
}
