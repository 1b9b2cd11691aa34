using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

/// <summary>
/// A service on loopback, and what can go wrong between it and us. A protocol's stub maps its routes and refuses what the real service
/// refuses; a fault takes the place of its answer.
/// </summary>
internal sealed class ServiceStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _gone = new();

    private ServiceStub(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Method, path and query of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What goes wrong with a request; null or <see cref="Fault.None"/>: nothing.</summary>
    public Func<HttpRequest, Fault>? Faults { get; set; }

    public static async Task<ServiceStub> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.AllowSynchronousIO = true;
            });
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var stub = new ServiceStub(app);
        app.Use(stub.FailAsync);
        app.UseRouting();
        map(app);
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _app.DisposeAsync();
        _gone.Dispose();
    }

    private async Task FailAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        var fault = Faults?.Invoke(context.Request) ?? Fault.None;
        switch (fault.Kind)
        {
            case FaultKind.None:
                await next(context);
                return;
            case FaultKind.Hang:
                using (var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _gone.Token))
                {
                    await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                context.Abort();
                return;
            case FaultKind.Disconnect:
                context.Abort();
                return;
            case FaultKind.Status:
                context.Response.StatusCode = fault.Status;
                if (fault.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = wait;
                }

                await context.Response.WriteAsync(fault.Body ?? "");
                return;
            case FaultKind.Html:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<!DOCTYPE html><html><body>Please log in</body></html>");
                return;
            default:
                await SpoilAsync(context, next, fault.Kind);
                return;
        }
    }

    /// <summary>Answers with a part of the true answer, or with it damaged.</summary>
    private static async Task SpoilAsync(HttpContext context, RequestDelegate next, FaultKind kind)
    {
        var outer = context.Response.Body;
        using var body = new MemoryStream();
        context.Response.Body = body;
        await next(context);
        context.Response.Body = outer;
        var bytes = body.ToArray();
        var half = bytes.Length / 2;
        if (kind == FaultKind.CutOff)
        {
            // The length is announced and does not come.
            context.Response.ContentLength = bytes.Length;
            await outer.WriteAsync(bytes.AsMemory(0, half));
            await outer.FlushAsync();
            context.Abort();
            return;
        }

        if (kind == FaultKind.Truncated)
        {
            bytes = bytes[..half];
        }
        else
        {
            for (var i = half; i < Math.Min(bytes.Length, half + 64); i++)
            {
                bytes[i] ^= 0x5A;
            }
        }

        context.Response.ContentLength = bytes.Length;
        await outer.WriteAsync(bytes);
    }
}

internal enum FaultKind
{
    None,

    /// <summary>No answer, and the connection stays open.</summary>
    Hang,

    /// <summary>The connection is closed without an answer.</summary>
    Disconnect,

    /// <summary>A status in place of the answer.</summary>
    Status,

    /// <summary>200 and a web page.</summary>
    Html,

    /// <summary>The connection breaks in the middle of the body.</summary>
    CutOff,

    /// <summary>Half of the body, as if that were all.</summary>
    Truncated,

    /// <summary>Some bytes in the middle are others.</summary>
    Corrupt,
}

/// <summary>What goes wrong with a request.</summary>
internal sealed record Fault(FaultKind Kind, int Status = 0, string? RetryAfter = null, string? Body = null)
{
    public static Fault None { get; } = new(FaultKind.None);

    public static Fault Of(int status, string? retryAfter = null, string? body = null) => new(FaultKind.Status, status, retryAfter, body);

    public override string ToString() =>
        Kind == FaultKind.Status ? string.Join(' ', new[] { $"{Status}", RetryAfter }.Where(part => part is not null)) : $"{Kind}";
}
