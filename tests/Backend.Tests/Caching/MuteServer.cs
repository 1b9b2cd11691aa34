using System.Net;
using System.Net.Sockets;

namespace MalariaPredictor.Backend.Tests.Caching;

/// <summary>Accepts whoever comes, and never answers.</summary>
internal sealed class MuteServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];

    public MuteServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"redis://:hidden@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/0";

    public void Dispose()
    {
        _listener.Dispose();
        _clients.ForEach(client => client.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _clients.Add(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
