using System.Runtime.InteropServices;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Routing;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

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
