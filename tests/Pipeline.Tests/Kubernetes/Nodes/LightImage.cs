using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>
/// An image whose pods really listen and answer as the backend does, but in this process: for tests that need many of them.
/// </summary>
internal sealed class LightImage : IImage
{
    private const int Crashed = 134;
    private const int MetricsPort = 9090;
    private static readonly JsonSerializerOptions OverManyLines = new() { WriteIndented = true };

    /// <summary>
    /// How long it goes on answering at least once it is told to end, so that nodes hear of it; then until nobody is connected.
    /// </summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits for those who stay connected without asking anything.</summary>
    private static readonly TimeSpan LongDrain = TimeSpan.FromSeconds(10);

    public required string Commit { get; init; }

    public bool CrashesOnStart { get; init; }

    /// <summary>It is killed for want of memory while it starts.</summary>
    public bool RunsOutOfMemory { get; init; }

    /// <summary>What users ask it answers with 500; the sample requests it answers well.</summary>
    public bool FailsUsers { get; init; }

    public bool MigrationFails { get; init; }

    public int Schema { get; init; } = 1;

    public bool BackupFails { get; init; }

    /// <summary>What it keeps its data in, ready once that holds forecasts; without one it is from the beginning.</summary>
    public LightDatabase? Database { get; init; }

    /// <summary>Commands that begin so go on until they are stopped.</summary>
    public string? Hangs { get; set; }

    /// <summary>What its containers were run with besides serving, in order.</summary>
    public ConcurrentQueue<string> Chores { get; init; } = [];

    public IContainer Start(ContainerStart start) =>
        start.Arguments is ["serve", ..] && !CrashesOnStart && !RunsOutOfMemory
            ? new Server(this, start)
            : new PaperImage { Ends = _ => Ends(start) }.Start(start);

    private (int Code, string Output)? Ends(ContainerStart start)
    {
        var command = string.Join(' ', start.Arguments);
        Chores.Enqueue($"{Commit}: {command}");
        return Hangs is { } stuck && command.StartsWith(stuck, StringComparison.Ordinal)
            ? null
            : Database?.Answer(start, Schema) ?? Answer(start.Arguments);
    }

    private (int Code, string Output) Answer(IReadOnlyList<string> arguments) =>
        arguments switch
        {
            ["version", ..] => (
                0,
                JsonSerializer.Serialize(
                    new
                    {
                        version = "1",
                        commit = Commit,
                        schema = new { min = 1, max = Schema },
                    },
                    OverManyLines
                )
            ),
            ["backup", ..] when BackupFails => (1, "pg_dump was not found.\n"),
            ["backup", ..] => (
                0,
                JsonSerializer.Serialize(new { file = "/var/backups/malaria/malaria-1.backup", bytes = 1_500_000 }, OverManyLines)
            ),
            ["migrate", "up", ..] when MigrationFails => (1, "migration 7 failed: the table is locked\n"),
            ["migrate", "sql", ..] => (0, "[]"),
            ["migrate", ..] => (0, """{"to":1,"oldestReader":1}"""),
            _ when RunsOutOfMemory => (137, "loading every forecast into memory\n"),
            _ => (Crashed, "the configuration is beyond repair\n"),
        };

    private sealed class Server : IContainer
    {
        private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly WebApplication _app;
        private readonly Task _started;
        private readonly ConcurrentDictionary<int, long> _answered = new();
        private readonly LightImage _image;
        private volatile bool _draining;
        private int _connections;

        public Server(LightImage image, ContainerStart start)
        {
            _image = image;
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Logging.ClearProviders();
            builder
                .WebHost.UseKestrelCore()
                .ConfigureKestrel(kestrel =>
                {
                    kestrel.Listen(IPAddress.Parse(start.Address), start.Port, listen => listen.Use(CountAsync));
                    kestrel.Listen(IPAddress.Parse(start.Address), MetricsPort);
                });
            _app = builder.Build();
            var release = start.Environment.GetValueOrDefault("RELEASE_ID", "none");
            _app.Run(context =>
            {
                if (context.Connection.LocalPort == MetricsPort)
                {
                    return context.Response.WriteAsync(MetricsText());
                }
                context.Response.Headers["X-Release"] = release;
                if (_draining)
                {
                    context.Response.Headers.Connection = "close";
                }
                if (context.Request.Path.StartsWithSegments("/api") && context.Request.Path != "/api/v1/forecasts")
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                }
                if (image.FailsUsers && context.Request.Path == "/work")
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                }
                _answered.AddOrUpdate(context.Response.StatusCode, 1, (_, count) => count + 1);
                return context.Response.WriteAsync(
                    context.Request.Path.Value switch
                    {
                        "/version" => JsonSerializer.Serialize(
                            new
                            {
                                version = "1",
                                commit = image.Commit,
                                release,
                                model = new { digest = "m1" },
                            }
                        ),
                        "/api/v1/forecasts" =>
                            """{"locations":[{"location":"here","forecasts":[{"horizon":1,"levels":[0.1,0.5,0.9],"values":[0,1,2]}]}]}""",
                        _ => release,
                    }
                );
            });
            _started = _app.StartAsync();
        }

        public Task<int> Ended => _ended.Task;

        public string Log => Lacks ? "There is no stored forecast.\n" : "it serves\n";

        private bool Lacks => _image.Database is { HasForecasts: false };

        public async Task<bool> IsReadyAsync()
        {
            await _started;
            return !_draining && !_ended.Task.IsCompleted && !Lacks;
        }

        public void AskToEnd() => _ = LeaveAsync();

        public void Kill() => _ = EndAsync(137, TimeSpan.Zero);

        public void Dispose() => Kill();

        private string MetricsText() =>
            string.Concat(
                _answered.Select(pair =>
                    $$"""
                        http_requests_total{method="GET",route="/work",status="{{pair.Key}}"} {{pair.Value}}
                        http_request_duration_seconds_bucket{method="GET",route="/work",status="{{pair.Key}}",le="0.05"} {{pair.Value}}
                        http_request_duration_seconds_bucket{method="GET",route="/work",status="{{pair.Key}}",le="+Inf"} {{pair.Value}}

                        """
                )
            );

        private async Task LeaveAsync()
        {
            _draining = true;
            var began = TimeProvider.System.GetTimestamp();
            do
            {
                await Task.Delay(Drain);
            } while (Volatile.Read(ref _connections) > 0 && TimeProvider.System.GetElapsedTime(began) < LongDrain);
            await EndAsync(0, TimeSpan.FromSeconds(5));
        }

        private async Task CountAsync(ConnectionContext connection, Func<Task> serve)
        {
            Interlocked.Increment(ref _connections);
            await serve();
            Interlocked.Decrement(ref _connections);
        }

        /// <summary>Closes its port, lets requests in flight finish, and closes what is kept alive.</summary>
        private async Task EndAsync(int code, TimeSpan within)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }
            using var late = new CancellationTokenSource(within);
            await _app.StopAsync(late.Token);
            await _app.DisposeAsync();
            _ended.TrySetResult(code);
        }
    }
}
