using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>Whether a port can be had, and if not, who has it.</summary>
internal static class PortOwner
{
    public static void EnsureFree(int port, IPAddress? bind)
    {
        try
        {
            using var listener = new TcpListener(bind ?? IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new UserFacingException(
                $"port {port} is taken{Describe(port)}",
                $"Choose another: --port {(port == 65535 ? port - 1 : port + 1)}, or end that process.",
                taken
            );
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new UserFacingException($"this user may not listen on port {port}", "Choose one above 1023 with --port.", refused);
        }
    }

    private static string Describe(int port)
    {
        if (!OperatingSystem.IsLinux() || Sockets(port) is not { Count: > 0 } sockets)
        {
            return "";
        }
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (Holds(process, sockets))
            {
                return $" by process {Path.GetFileName(process)} ({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
            }
        }
        return " by another user's process";
    }

    /// <summary>The listening sockets of that port, as /proc/PID/fd shows them. See proc(5), /proc/net/tcp.</summary>
    private static HashSet<string> Sockets(int port)
    {
        const string Listening = "0A";
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return
        [
            .. from table in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
            where File.Exists(table)
            from line in File.ReadLines(table).Skip(1)
            let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Listening
            select $"socket:[{fields[9]}]",
        ];
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory
                .EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(handle => new FileInfo(handle).LinkTarget is { } link && sockets.Contains(link));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or another user's: not to be seen into.
        }
    }
}
