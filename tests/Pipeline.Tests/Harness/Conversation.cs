using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>One connection, byte by byte: shows what an HTTP client hides, such as when something arrives and whether the connection is to close.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly StringBuilder _heard = new();
    private readonly byte[] _buffer = new byte[4096];

    public static async Task<Conversation> BeginAsync(int port, CancellationToken cancel)
    {
        var begun = new Conversation();
        await begun._client.ConnectAsync("localhost", port, cancel);
        return begun;
    }

    /// <summary>All that came so far.</summary>
    public string Heard => _heard.ToString();

    public async Task SayAsync(string text, CancellationToken cancel) =>
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), cancel);

    public Task AskAsync(string path, CancellationToken cancel) => SayAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", cancel);

    /// <summary>A piece of a body of unknown length.</summary>
    public Task SendChunkAsync(string text, CancellationToken cancel) => SayAsync($"{text.Length:x}\r\n{text}\r\n", cancel);

    /// <summary>Reads until some words have come.</summary>
    public async Task HearAsync(string words, CancellationToken cancel)
    {
        while (!Heard.Contains(words, StringComparison.Ordinal))
            (await ReadAsync(cancel)).ShouldBeTrue($"the connection was closed before '{words}' came; it said: {Heard}");
    }

    /// <summary>Reads until the other side closes the connection.</summary>
    public async Task HearOutAsync(CancellationToken cancel)
    {
        while (await ReadAsync(cancel))
        {
            // Goes on to the end.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var length = await _client.GetStream().ReadAsync(_buffer, cancel);
            _heard.Append(Encoding.ASCII.GetString(_buffer, 0, length));
            return length > 0;
        }
        catch (IOException)
        {
            return false; // Closed by force, which is closed too.
        }
    }
}
