using MalariaPredictor.Pipeline.Notifications;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>The time during which one command may change what serves: the lock is held, the host runs, and nothing is left unfinished by anyone before.</summary>
internal sealed class ReleaseSession : IDisposable
{
    private readonly Installation _installation;
    private readonly ReleaseLock _lock;
    private readonly NotifyingReport? _notifying;
    private readonly CancellationTokenSource _cancel;

    private ReleaseSession(Installation installation, ReleaseLock held, IReleaseReport report, CancellationToken cancel)
    {
        _installation = installation;
        _lock = held;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel, held.Lost);
        Target = new ProcessTarget(installation.State, installation.Host, installation.Artifacts, held.Token);
        if (SlackWebhook.Address(Environment.GetEnvironmentVariable) is { } address)
            report = _notifying = new NotifyingReport(report, new SlackWebhook(address), Console.Error.WriteLine);
        Engine = new ReleaseEngine(new Journal(installation.State.Journal, held.Token, installation.Time, CrashPoint.FromEnvironment()), report);
    }

    public ProcessTarget Target { get; }

    public ReleaseEngine Engine { get; }

    public long Token => _lock.Token;

    /// <summary>Cancelled by the user, or by the loss of the lock.</summary>
    public CancellationToken Cancel => _cancel.Token;

    public bool StartedHost { get; private set; }

    /// <summary>What an earlier command had left unfinished, and what this one made of it.</summary>
    public Reconciliation? Reconciled { get; private set; }

    /// <param name="installation">Whose.</param>
    /// <param name="command">Shown to whoever else wants the lock.</param>
    /// <param name="place">Where the host must be; null for where it was.</param>
    /// <param name="report">Told of progress.</param>
    /// <param name="timings">For what is still to be finished or undone.</param>
    /// <param name="cancel">The user's Ctrl-C.</param>
    public static async Task<ReleaseSession> OpenAsync(
        Installation installation, string command, HostPlace? place, IReleaseReport report, ReleaseTimings timings, CancellationToken cancel)
    {
        var held = installation.TakeLock(command);
        var session = new ReleaseSession(installation, held, report, cancel);
        try
        {
            (_, session.StartedHost) = await installation.Launcher.EnsureAsync(place, session.Cancel);
            var left = await session.Engine.TakeOverAsync(
                command, session.Target, unfinished => Plan.Steps(StepContext.Of(unfinished, installation.Releases, session.Target, timings, installation.Time)), session.Cancel);
            session.Reconciled = left is var (unfinished, finished) ? Reconciliation.Of(unfinished, finished) : null;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the artifacts that may still be wanted, and a number besides.</summary>
    public async Task PruneArtifactsAsync(int releases)
    {
        var wanted = _installation.Releases.All().TakeLast(releases).Select(release => release.Artifact);
        var status = await _installation.Host.StatusAsync(Cancel);
        var running = status?.Slots.Select(slot => Path.GetFileName(slot.Artifact)) ?? [];
        _installation.Artifacts.Prune(new HashSet<string>([.. wanted, .. running], StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _cancel.Dispose();
        Target.Dispose();
        _lock.Dispose();
        _notifying?.Dispose();
    }
}
