using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

/// <summary>Stands before a real server and has it say that it is PostgreSQL 11: the rest passes unchanged.</summary>
internal sealed class OlderServer : IAsyncDisposable
{
    private static readonly byte[] Says = Encoding.ASCII.GetBytes("server_version\u000015.");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    public OlderServer(int port)
    {
        _listener.Start();
        _serving = ServeAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _serving;
        _over.Dispose();
    }

    private async Task ServeAsync(int port)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_over.Token);
            using var server = new TcpClient("127.0.0.1", port);
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), _over.Token),
                PassAsync(server.GetStream(), client.GetStream(), _over.Token)
            );
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException)
        {
            // Nobody came, or the test is over.
        }
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                var at = buffer.AsSpan(0, count).IndexOf(Says);
                if (at >= 0)
                {
                    buffer[at + Says.Length - 2] = (byte)'1';
                }

                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The connection or the test ended; so does what passes along it.
        }
    }
}
