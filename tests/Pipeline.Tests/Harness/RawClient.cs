using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A client that sends bytes as they are, also those that are no request.</summary>
internal static class RawClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>The status of the first answer; 0 where the connection was closed without one, or the answer is not HTTP/1.</summary>
    /// <param name="port">On this machine.</param>
    /// <param name="bytes">All that is sent.</param>
    /// <param name="cutOff">Ends the connection after them; else it stays open and silent.</param>
    /// <param name="within">How long to wait for an answer.</param>
    /// <param name="pieces">How many pieces it is sent in, with a pause before each but the first.</param>
    public static async Task<int> AskAsync(int port, byte[] bytes, bool cutOff, TimeSpan within, int pieces = 1)
    {
        using var client = new TcpClient();
        using var deadline = new CancellationTokenSource(within, TimeProvider.System);
        var received = new byte[16];
        var length = 0;
        try
        {
            await client.ConnectAsync("localhost", port, deadline.Token);
            var stream = client.GetStream();
#pragma warning disable CA2025 // A server that has answered may never read the rest: closing the connection ends the sending.
            var sending = SendAsync(stream, bytes, pieces, deadline.Token);
#pragma warning restore CA2025
            if (cutOff)
            {
                await sending;
                client.Client.Shutdown(SocketShutdown.Send);
            }
            while (length < 12)
            {
                var read = await stream.ReadAsync(received.AsMemory(length), deadline.Token);
                if (read == 0)
                {
                    break;
                }
                length += read;
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // Closed under it, or silent: what has been received decides.
        }
        return length >= 12 && received.AsSpan().StartsWith("HTTP/1"u8)
            ? int.Parse(Encoding.ASCII.GetString(received, 9, 3), CultureInfo.InvariantCulture)
            : 0;
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes, int pieces, CancellationToken cancellationToken)
    {
        try
        {
            var length = Math.Max(1, (bytes.Length + pieces - 1) / pieces);
            for (var sent = 0; sent < bytes.Length; sent += length)
            {
                await Task.Delay(sent == 0 ? TimeSpan.Zero : Pause, cancellationToken);
                await stream.WriteAsync(bytes.AsMemory(sent, Math.Min(length, bytes.Length - sent)), cancellationToken);
            }
        }
        catch (Exception refused) when (refused is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The server has answered and reads no more.
        }
    }
}
