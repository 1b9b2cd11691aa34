using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Serving;

/// <summary>
/// Keep-alive connections that each send a request and read its answer whole, again and again. As cheap as can be, since it shares
/// the processors with the servers: an answer's length is learnt from the first and checked on each.
/// </summary>
internal static class LoadGenerator
{
    public const int Connections = 32;

    /// <summary>Answers per second.</summary>
    public static async Task<double> MeasureAsync(int port, string path, TimeSpan duration)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(_ => Task.Run(() => AskAsync(port, request, began, duration)))
        );
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> AskAsync(int port, byte[] request, long began, TimeSpan duration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[64 * 1024];
        var (count, expected) = (0L, 0);
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            await socket.SendAsync(request);
            var length = await socket.ReceiveAsync(buffer);
            if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8))
            {
                throw new InvalidOperationException("An answer was not 200.");
            }

            expected = expected == 0 ? Length(buffer.AsSpan(0, length)) : expected;
            while (length < expected)
            {
                length += await socket.ReceiveAsync(buffer.AsMemory(length));
            }

            if (length != expected)
            {
                throw new InvalidOperationException($"An answer had {length} bytes instead of {expected}.");
            }

            count++;
        }

        return count;
    }

    private static int Length(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8) + 4;
        var mark = "Content-Length: "u8;
        var digits = answer[(answer.IndexOf(mark) + mark.Length)..];
        return head + int.Parse(digits[..digits.IndexOf((byte)'\r')]);
    }
}
