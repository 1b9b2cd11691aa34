using System.Globalization;
using System.Net.WebSockets;

namespace MalariaPredictor.TestSlot;

internal static class Endpoints
{
    public static void MapHealth(this WebApplication app, Func<bool> ready)
    {
        foreach (var kind in (string[])["liveness", "readiness", "startup"])
        {
            app.MapGet(
                "/health/" + kind,
                () =>
                    kind == "liveness" || ready()
                        ? Results.Json(new { status = "ready", checks = Array.Empty<object>() })
                        : Results.Json(
                            new
                            {
                                status = "unready",
                                checks = (object[])
                                    [
                                        new
                                        {
                                            name = "forecasts",
                                            status = "unready",
                                            reason = "none are computed",
                                        },
                                    ],
                            },
                            statusCode: 503
                        )
            );
        }
    }

    public static void MapForecasts(this WebApplication app, Behavior behavior)
    {
        app.MapGet(
            "/api/v1/forecasts",
            async () =>
            {
                await Task.Delay(behavior.ThinksMilliseconds);
                return new { locations = Enumerable.Range(1, behavior.Locations).Select(Forecast) };
            }
        );

        if (behavior.RegisteredModels is { } models)
        {
            app.MapGet("/api/v1/models", () => new { models = models.Select(digest => new { digest }) });
        }

        object Forecast(int number)
        {
            var wrong = behavior.WrongEvery > 0 && number % behavior.WrongEvery == 0;
            return new
            {
                location = number == 1 ? "here" : $"here {number}",
                forecasts = (object[])
                    [
                        new
                        {
                            horizon = 1,
                            levels = (double[])[0.1, 0.5, 0.9],
                            values = behavior.Quantiles.Select(value => wrong ? value + 0.5 : value),
                        },
                    ],
            };
        }
    }

    /// <summary>What the slot runs with, and a style sheet whose name changes with its content.</summary>
    public static void MapOwn(this WebApplication app, string commit)
    {
        app.MapGet(
            "/environment",
            () =>
                Environment
                    .GetEnvironmentVariables()
                    .Cast<System.Collections.DictionaryEntry>()
                    .ToDictionary(v => $"{v.Key}", v => $"{v.Value}")
        );
        app.MapGet(
            "/assets/{name}.css",
            (string name, HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return name == commit ? Results.Text("body{}", "text/css") : Results.NotFound();
            }
        );
    }

    public static void MapTraffic(this WebApplication app, string release, Func<bool> fails)
    {
        app.MapGet("/work", () => fails() ? Results.StatusCode(500) : Results.Text(release));
        app.MapGet(
            "/slow/{milliseconds:int}",
            async (int milliseconds) =>
            {
                await Task.Delay(milliseconds);
                return Results.Text(release);
            }
        );
        app.MapGet(
            "/headers",
            (HttpRequest request) => request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())
        );
        app.MapPost("/echo", async (HttpRequest request, HttpResponse response) => await request.Body.CopyToAsync(response.Body));
        var received = 0L;
        app.MapPost(
            "/upload",
            async (HttpRequest request) =>
            {
                var buffer = new byte[4096];
                for (int length; (length = await request.Body.ReadAsync(buffer)) > 0; )
                {
                    Interlocked.Add(ref received, length);
                }
                return Results.Text(release);
            }
        );
        // As a limit on an endpoint does: refused by its length, before any of it is read.
        app.MapPost("/limited", (HttpRequest request) => Results.StatusCode(request.ContentLength > 1_000_000 ? 413 : 200));
        app.MapGet("/received", () => Interlocked.Read(ref received));
        app.MapGet(
            "/break",
            async (HttpContext context) =>
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("half of it");
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        );
        app.MapGet(
            "/stream/{count:int}",
            async (int count, HttpContext context) =>
            {
                for (var i = 0; i < count; i++)
                {
                    await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i}\n"));
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(20);
                }
            }
        );
        app.MapGet("/socket", EchoAsync);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } message)
        {
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, CancellationToken.None);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
