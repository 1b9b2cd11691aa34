using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>
/// One connection, byte by byte: shows what an HTTP client hides, such as when something arrives and whether the connection is to close.
/// </summary>
internal sealed class Conversation : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly StringBuilder _heard = new();
    private readonly byte[] _buffer = new byte[4096];

    public static async Task<Conversation> BeginAsync(int port, CancellationToken cancellationToken)
    {
        var begun = new Conversation();
        await begun._client.ConnectAsync("localhost", port, cancellationToken);
        return begun;
    }

    /// <summary>All that came so far.</summary>
    public string Heard => _heard.ToString();

    public async Task SayAsync(string text, CancellationToken cancellationToken) =>
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    public Task AskAsync(string path, CancellationToken cancellationToken) =>
        SayAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", cancellationToken);

    /// <summary>A piece of a body of unknown length.</summary>
    public Task SendChunkAsync(string text, CancellationToken cancellationToken) =>
        SayAsync($"{text.Length:x}\r\n{text}\r\n", cancellationToken);

    /// <summary>Reads until some words have come.</summary>
    public async Task HearAsync(string words, CancellationToken cancellationToken)
    {
        while (!Heard.Contains(words, StringComparison.Ordinal))
        {
            (await ReadAsync(cancellationToken)).ShouldBeTrue($"the connection was closed before '{words}' came; it said: {Heard}");
        }
    }

    /// <summary>Reads until the other side closes the connection.</summary>
    public async Task HearOutAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken))
        {
            // Goes on to the end.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var length = await _client.GetStream().ReadAsync(_buffer, cancellationToken);
            _heard.Append(Encoding.ASCII.GetString(_buffer, 0, length));
            return length > 0;
        }
        catch (IOException)
        {
            return false; // Closed by force, which is closed too.
        }
    }
}
