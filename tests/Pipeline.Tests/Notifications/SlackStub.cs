using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Notifications;

/// <summary>Takes what Slack's incoming webhooks take, and refuses what they refuse, in their words.</summary>
internal sealed class SlackStub : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly ConcurrentQueue<string> _texts = new();

    public SlackStub()
    {
        Url = $"http://localhost:{FreePort.Pick(1)[0]}/services/T0/B0/sEcReT/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public IReadOnlyCollection<string> Texts => _texts;

    public IReadOnlyCollection<string> Refused => _refused;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            var refusal = Judge(context.Request, await reader.ReadToEndAsync());
            if (refusal is not null)
            {
                _refused.Enqueue(refusal);
            }
            context.Response.StatusCode = refusal is null ? 200 : 400;
            await using (var writer = new StreamWriter(context.Response.OutputStream))
            {
                await writer.WriteAsync(refusal ?? "ok");
            }
            context.Response.Close();
        }
    }

    private string? Judge(HttpListenerRequest request, string body)
    {
        if (request.HttpMethod != "POST" || request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
        {
            return "invalid_payload";
        }
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "invalid_payload";
            }
            if (!document.RootElement.TryGetProperty("text", out var text) || text.GetString() is not { Length: > 0 } said)
            {
                return "no_text";
            }
            _texts.Enqueue(said);
            return null;
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException)
        {
            return "invalid_payload";
        }
    }
}
