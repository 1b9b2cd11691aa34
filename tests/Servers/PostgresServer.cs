using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace MalariaPredictor.Servers;

/// <summary>
/// A real PostgreSQL on loopback, in a directory of its own, under a user that is not root: any version
/// from 15 up that is installed. Not made to survive a power cut, which makes it quick; a killed process it survives.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "malaria";
    public const string Password = "correct horse/battery@staple";
    private const string Installed = "/usr/lib/postgresql";
    private const int Oldest = 15;
    private static readonly string? Programs = FindPrograms(Installed);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _process;

    private PostgresServer(string folder, int port) => (Folder, Port) = (folder, port);

    /// <summary>Null where a server can be started; else why not.</summary>
    public static string? Missing { get; } =
        Programs is null ? $"There is no PostgreSQL server from {Oldest} up in {Installed} (apt-get install postgresql)" : null;

    /// <summary>With TIMESCALEDB=true every database has that extension, which the machine must have then.</summary>
    public static bool HasTimescale { get; } = Environment.GetEnvironmentVariable("TIMESCALEDB") == "true";

    public int Port { get; }

    /// <summary>Holds the server's data, its log and its socket.</summary>
    public string Folder { get; }

    private string Log => Path.Combine(Folder, "log");

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <param name="settings">Of postgresql.conf, as <c>name = value</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("malaria-pg-").FullName;
        var server = new PostgresServer(folder, FreePort());
        var secret = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        await server.OwnAsync();
        await server.RunAsync(
            "initdb",
            "-D",
            $"{folder}/data",
            "-U",
            User,
            $"--pwfile={secret}",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"
        );
        await File.AppendAllLinesAsync(
            $"{folder}/data/postgresql.conf",
            [
                "listen_addresses = '127.0.0.1'",
                $"port = {server.Port}",
                $"unix_socket_directories = '{folder}'",
                "fsync = off",
                "full_page_writes = off",
                "max_connections = 200",
                "shared_buffers = 128MB",
                "max_wal_size = 2GB",
                .. settings,
                .. HasTimescale
                    ? (string[])
                        [
                            "shared_preload_libraries = timescaledb",
                            "timescaledb.telemetry_level = off",
                            "timescaledb.max_background_workers = 0",
                        ]
                    : [],
            ]
        );
        await server.StartAgainAsync();
        if (HasTimescale)
        {
            await server.ExecuteAsync("BEGIN READ WRITE; CREATE EXTENSION timescaledb; COMMIT", "template1");
        }

        return server;
    }

    /// <summary>A standby of this server, which follows it and takes no writes until <see cref="PromoteAsync"/>.</summary>
    public async Task<PostgresServer> StandbyAsync()
    {
        var standby = new PostgresServer(Directory.CreateTempSubdirectory("malaria-pg-").FullName, FreePort());
        var secret = Path.Combine(standby.Folder, "pgpass");
        await File.WriteAllTextAsync(
            secret,
            $"127.0.0.1:{Port}:*:{User}"
                + $":{Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}\n"
        );
        using (var chmod = Process.Start("chmod", ["600", secret]))
        {
            await chmod.WaitForExitAsync();
        }

        await standby.OwnAsync();
        await standby.RunAsync(
            "pg_basebackup",
            "-d",
            $"host=127.0.0.1 port={Port} user={User} passfile={secret}",
            "-D",
            $"{standby.Folder}/data",
            "-R",
            "-c",
            "fast",
            "--no-sync"
        );
        await File.AppendAllLinesAsync(
            $"{standby.Folder}/data/postgresql.conf",
            [$"port = {standby.Port}", $"unix_socket_directories = '{standby.Folder}'"]
        );
        await standby.StartAgainAsync();
        return standby;
    }

    public Task PromoteAsync() => RunAsync("pg_ctl", "-D", $"{Folder}/data", "-w", "promote");

    /// <summary>Starts it on the data it has, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            // Just after a kill the old server's children may still be on their way out, and the new one refuses to start.
            if (_process is null or { HasExited: true })
            {
                _process = Start("postgres", "-D", $"{Folder}/data");
            }

            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Kills the postmaster, as a machine that ran out of memory would; its children notice and end.</summary>
    public async Task KillAsync()
    {
        using (var postmaster = Process.GetProcessById(ProcessId))
        {
            postmaster.Kill();
        }

        await _process!.WaitForExitAsync();
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = User,
            Password = Password,
            Database = database,
        }.ToString();

    /// <summary>As a user writes it in DATABASE_URL.</summary>
    public string Url(string database) => $"postgresql://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{database}";

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.ExecuteAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // An immediate shutdown: nothing here is worth a checkpoint.
            await RunAsync("pg_ctl", "-D", $"{Folder}/data", "-m", "immediate", "stop");
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <param name="installed">Where Debian and Ubuntu keep each version's programs.</param>
    /// <returns>The folder of the newest server's programs; null where none is new enough.</returns>
    internal static string? FindPrograms(string installed) =>
        new DirectoryInfo(installed) is { Exists: true } versions
            ? versions
                .EnumerateDirectories()
                .Select(folder =>
                    (
                        Programs: Path.Combine(folder.FullName, "bin"),
                        Version: int.TryParse(folder.Name, CultureInfo.InvariantCulture, out var version) ? version : 0
                    )
                )
                .Where(found => found.Version >= Oldest && File.Exists(Path.Combine(found.Programs, "initdb")))
                .OrderByDescending(found => found.Version)
                .Select(found => found.Programs)
                .FirstOrDefault()
            : null;

    // The server refuses to run as root; the package brings a user for it.
    private async Task OwnAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["-R", "postgres", Folder]);
            await chown.WaitForExitAsync();
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: {string.Join(' ', File.ReadLines(Log).TakeLast(5))}"
            );
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        string[] command = [$"{Programs}/{program}", .. arguments];
        if (Environment.IsPrivilegedProcess)
        {
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. command];
        }

        return Process.Start("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1", Log, .. command]);
    }
}
