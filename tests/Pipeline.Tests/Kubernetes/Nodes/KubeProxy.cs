using System.Net;
using System.Net.Sockets;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>
/// A service's address on the node: spreads connections, not requests, over the endpoints that were ready when it last looked. A
/// connection that is kept alive stays where it is, whatever the selector says now.
/// </summary>
internal sealed class KubeProxy : IAsyncDisposable
{
    /// <summary>A second, as a node may take to hear of an endpoint's end, at the pace of the node: a preStop is several of them.</summary>
    private static readonly TimeSpan Sync = TimeSpan.FromMilliseconds(50);

    private readonly ObjectStore _store;
    private readonly (string Namespace, string Service, string Port) _of;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Task _syncing;
    private volatile (string Address, int Port)[] _endpoints = [];
    private int _turn;

    public KubeProxy(ObjectStore store, string scope, string service, string port)
    {
        _store = store;
        _of = (scope, service, port);
        _listener.Start();
        _syncing = Task.Run(SyncAsync);
        _accepting = Task.Run(AcceptAsync);
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_accepting, _syncing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task SyncAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _endpoints = [.. Endpoints.Ready(_store, _of.Namespace, _of.Service, _of.Port)];
            await Task.Delay(Sync, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The node is gone.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var caller = client;
        using var pod = new TcpClient();
        try
        {
            var endpoints = _endpoints;
            var (address, port) = endpoints[Interlocked.Increment(ref _turn) % endpoints.Length];
            await pod.ConnectAsync(IPAddress.Parse(address), port, _stop.Token);
            var (near, far) = (caller.GetStream(), pod.GetStream());
            await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or DivideByZeroException)
        {
            // What a caller sees of it is a connection that is closed.
        }
    }
}
