using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Gates.Prometheus;

/// <summary>Takes what Prometheus' HTTP API takes, refuses what it refuses, and answers what the test says.</summary>
internal sealed class PrometheusStub : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _app;

    private PrometheusStub(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>The queries, each with its path.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Without it every request is refused.</summary>
    public string? Token { get; set; }

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<PrometheusStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var stub = new PrometheusStub(builder.Build());
        stub._app.Run(stub.HandleAsync);
        await stub._app.StartAsync(TestContext.Current.CancellationToken);
        stub.Url = stub._app.Urls.First();
        return stub;
    }

    /// <summary>Answers with a vector of these values.</summary>
    public void Says(params string[] values) =>
        SaysData(
            $$"""
            {"resultType":"vector","result":[{{string.Join(
                ',',
                values.Select((value, i) => $$"""{"metric":{"i":"{{i}}"},"value":[1700000000.5,"{{value}}"]}""")
            )}}]}
            """
        );

    public void SaysData(string data, string more = "") => SaysText(200, $$"""{"status":"success","data":{{data}}{{more}}}""");

    public void SaysText(int status, string body) =>
        Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (Token is not null && request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = 401;
            return;
        }
        var form = request is { Method: "POST", HasFormContentType: true } ? await request.ReadFormAsync() : FormCollection.Empty;
        var ranges = request.Path == "/api/v1/query_range";
        if (!ranges && request.Path != "/api/v1/query")
        {
            context.Response.StatusCode = 404;
            return;
        }
        if (form["query"].ToString().Length == 0 || (ranges && !IsRange(form)))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{"status":"error","errorType":"bad_data","error":"invalid parameter"}""");
            return;
        }
        _asked.Enqueue($"{request.Path} {form["query"]}");
        await Answer(context);
    }

    private static bool IsRange(IFormCollection form) =>
        Number(form["start"]) is { } start
        && Number(form["end"]) is { } end
        && Number(form["step"]) is > 0 and var step
        && end >= start
        && (end - start) / step <= 11_000;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
