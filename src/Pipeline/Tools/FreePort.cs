using System.Net;
using System.Net.Sockets;

namespace MalariaPredictor.Pipeline.Tools;

internal static class FreePort
{
    /// <summary>
    /// Ports nobody listens on at this moment, each different. Who takes one meanwhile is found out: a slot must answer with its release's
    /// name.
    /// </summary>
    public static int[] Pick(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}
