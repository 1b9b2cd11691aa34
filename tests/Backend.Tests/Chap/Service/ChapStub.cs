using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Chap.Service;

/// <summary>A CHAP that takes registrations as strictly as the real one checks them.</summary>
internal sealed partial class ChapStub : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource<JsonElement> _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _deregistered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;
    private readonly string _key;

    private ChapStub(WebApplication app, string key) => (_app, _key) = (app, key);

    public string Address => _app.Urls.First();

    public ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<ChapStub> Start(string key)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var stub = new ChapStub(builder.Build(), key);
        stub._app.MapPost("/v2/services/$register", stub.Register);
        stub._app.MapPut(
            "/v2/services/{id}/$ping",
            (HttpRequest request, string id) => stub.Allowed(request) ? Results.Ok(new { id, status = "alive" }) : Results.Unauthorized()
        );
        stub._app.MapDelete("/v2/services/{id}", stub.Deregister);
        await stub._app.StartAsync();
        return stub;
    }

    public Task<JsonElement> Registered() => _registered.Task.WaitAsync(Patience);

    public Task<string> Deregistered() => _deregistered.Task.WaitAsync(Patience);

    public Task Refused() => _refused.Task.WaitAsync(Patience);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Register(HttpRequest request)
    {
        if (!Allowed(request))
        {
            return Results.Unauthorized();
        }

        var body = (await JsonDocument.ParseAsync(request.Body)).RootElement;
        var info = body.GetProperty("info");
        Check(body.EnumerateObject().Count() == 2, "url and info, nothing else");
        Check(Uri.TryCreate(body.GetProperty("url").GetString(), UriKind.Absolute, out _), "url");
        Check(Slug().IsMatch(info.GetProperty("id").GetString()!), "id");
        Check(info.GetProperty("period_type").GetString() is "monthly" or "weekly", "period_type");
        Check(info.GetProperty("model_metadata").ValueKind == JsonValueKind.Object, "model_metadata");
        using var client = new HttpClient();
        Check(
            (await client.GetAsync(new Uri(body.GetProperty("url").GetString() + "/health"))).IsSuccessStatusCode,
            "the service does not answer"
        );
        _registered.TrySetResult(body.Clone());
        var id = info.GetProperty("id").GetString();
        return Results.Ok(
            new
            {
                id,
                status = "registered",
                ttl_seconds = 30,
                ping_url = $"{Address}/v2/services/{id}/$ping",
            }
        );
    }

    private IResult Deregister(HttpRequest request, string id)
    {
        if (!Allowed(request))
        {
            return Results.Unauthorized();
        }

        _deregistered.TrySetResult(id);
        return Results.NoContent();
    }

    private bool Allowed(HttpRequest request)
    {
        if (request.Headers["X-Service-Key"] == _key)
        {
            return true;
        }

        _refused.TrySetResult();
        return false;
    }

    private void Check(bool good, string what)
    {
        if (!good)
        {
            Complaints.Enqueue(what);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Slug();
}
