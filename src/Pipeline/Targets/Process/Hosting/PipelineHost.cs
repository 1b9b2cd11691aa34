using System.Runtime.InteropServices;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Routing;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>The long-running process: holds the public port, keeps the slots running, and takes commands.</summary>
internal sealed class PipelineHost(HostSettings options, TimeProvider time)
{
    private readonly ActiveSlot _active = new(time);
    private readonly RecentRequests _recent = new();
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var single = HoldState();
        File.Delete(options.State.Socket); // Left by a host that was killed; the lock says that none runs.
        HostProgram.KeepOnly(options.State, AppContext.BaseDirectory);
        await using var control = ControlServer.Create(options.State);
        await using var board = new SlotBoard(
            options.State,
            _active,
            options.Timings,
            time,
            control.Services.GetRequiredService<ILogger<SlotBoard>>()
        );
        using var migrations = new MigrationRunner(options.State, board, options.Timings, time);
        var since = time.GetUtcNow();
        control.MapControl(board, migrations, _recent, () => Status(board, since), () => _shutdown.TrySetResult());

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await board.ResumeAsync(cancellationToken);
        await using var open = PublicServer.Create(options, _active, _recent, time);
        await open.StartAsync(cancellationToken);
        await control.StartAsync(cancellationToken);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var logs = new LogKeeper(options.State, time).RunAsync(ended.Token);
        await _shutdown.Task.WaitAsync(cancellationToken);
        await ended.CancelAsync();
        await logs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It was only ever to be cancelled.

        // Nothing new is let in and what is in flight finishes, its connections told to close; then the slots go.
        await open.StopAsync(cancellationToken);
        await board.StopAllAsync();
        await control.StopAsync(cancellationToken);
    }

    private HostStatus Status(SlotBoard board, DateTimeOffset since) =>
        new(
            ProcessIdentity.Current,
            options.Url,
            options.Port,
            since,
            board.ActiveName,
            board.Fence,
            _active.Waiting,
            board.Status(),
            board.SharingName
        );

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _shutdown.TrySetResult();
    }

    /// <summary>One host per state directory: the system releases the file however this process ends.</summary>
    private FileStream HoldState()
    {
        try
        {
            return new FileStream(
                Path.Combine(options.State.Run, "host.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            throw new UserFacingException(
                $"a host already runs for {options.State.Root}",
                "./pipeline status shows it, ./pipeline down stops it."
            );
        }
    }
}

/// <summary>The command socket: a Unix-domain socket in a directory only its user may enter, itself closed to everyone else.</summary>
internal static class ControlServer
{
    public static WebApplication Create(StateDirectory state)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLogging.Configure(builder);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(state.Socket));
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ControlJson.Default));
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Close(state.Socket));
        return app;
    }

    private static void Close(string socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}

/// <summary>The public port: everything that arrives goes to the router.</summary>
internal static class PublicServer
{
    public static WebApplication Create(HostSettings options, ActiveSlot active, RecentRequests recent, TimeProvider time)
    {
        // Empty: any other reads settings from the working directory and watches all the folders below it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLogging.Configure(builder);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null; // The release limits what it accepts.
                // Earlier than the release would: the router, which knows the client, answers one that stops in the middle.
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(3));
                if (options.Bind is null)
                {
                    kestrel.ListenLocalhost(options.Port);
                }
                else
                {
                    kestrel.Listen(options.Bind, options.Port);
                }
            });
        builder.Services.TryAddSingleton(time);
        builder.Services.AddHttpForwarder();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Timings.Drain);
        var app = builder.Build();
        var router = new Router(app.Services.GetRequiredService<IHttpForwarder>(), active, recent, options.Timings, time);
        app.Run(router.HandleAsync);
        return app;
    }
}

internal static class HostLogging
{
    public static void Configure(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        // The framework's routine is not the host's news; a request the client broke off is not news at all.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
    }
}
