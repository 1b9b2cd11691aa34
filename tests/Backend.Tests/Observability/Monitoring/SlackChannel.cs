using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>
/// An incoming webhook as Slack has it: a JSON object by POST, answered with the text <c>ok</c>; anything else is refused.
/// </summary>
internal sealed class SlackChannel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _messages = new();

    private SlackChannel()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost(
            "/services/T0/B0/secret",
            async (HttpRequest request) =>
            {
                if (!request.HasJsonContentType())
                {
                    return Results.Text("invalid_payload", statusCode: 400);
                }

                using var message = await JsonDocument.ParseAsync(request.Body);
                foreach (var attachment in message.RootElement.GetProperty("attachments").EnumerateArray())
                {
                    _messages.Enqueue(string.Join('\n', ((string[])["pretext", "title", "text"]).Select(field => Text(attachment, field))));
                }

                return Results.Text("ok");
            }
        );
    }

    public string Webhook => _app.Urls.First() + "/services/T0/B0/secret";

    public IReadOnlyCollection<string> Messages => _messages;

    public static async Task<SlackChannel> Open()
    {
        var channel = new SlackChannel();
        await channel._app.StartAsync();
        return channel;
    }

    private static string? Text(JsonElement attachment, string field) =>
        attachment.TryGetProperty(field, out var text) ? text.GetString() : "";

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
