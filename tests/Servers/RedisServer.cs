using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MalariaPredictor.Servers;

/// <summary>A real Redis on loopback that keeps nothing on disk: what Debian's package redis-server brings.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Password = "correct horse/battery@staple";
    private const string Program = "/usr/bin/redis-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-redis-").FullName;
    private Process? _process;

    private RedisServer() { }

    /// <summary>Null where a server can be started; else why not.</summary>
    public static string? Missing { get; } = File.Exists(Program) ? null : $"No Redis server at {Program} (apt-get install redis-server)";

    public int Port { get; } = PostgresServer.FreePort();

    /// <summary>As a user writes it in REDIS_URL.</summary>
    public string Url => $"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/2";

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it, empty, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "redis.conf"),
            $"""
            port {Port}
            bind 127.0.0.1
            save ""
            appendonly no
            dir {_folder}
            logfile {_folder}/log
            requirepass "{Password}"
            """
        );
        _process = Process.Start(Program, [Path.Combine(_folder, "redis.conf")]);
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException(
                    $"redis-server does not start: {string.Join(' ', File.ReadLines(Path.Combine(_folder, "log")).TakeLast(5))}"
                );
            }

            await Task.Delay(20);
        }
    }

    /// <summary>It goes without a word.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It keeps its connections and answers nothing any more, until <see cref="ContinueAsync"/>.</summary>
    public Task SuspendAsync() => SignalAsync("-STOP");

    public Task ContinueAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill {signal} {_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer);
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("-NOAUTH", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false; // It does not listen yet.
        }
    }
}
