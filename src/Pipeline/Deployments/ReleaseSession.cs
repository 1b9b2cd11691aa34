using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Notifications;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// The time during which one command may change what serves: the lock is held, the slots can run, and nothing is left unfinished by anyone
/// before.
/// </summary>
internal sealed class ReleaseSession : IAsyncDisposable
{
    private readonly IReleaseLock _lock;
    private readonly NotifyingReport? _notifying;
    private readonly CancellationTokenSource _cancel;

    private ReleaseSession(IInstallation installation, IReleaseLock held, IReleaseReport report, CancellationToken cancellationToken)
    {
        _lock = held;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        Target = installation.Target(held.Token);
        if (SlackWebhook.Address(Environment.GetEnvironmentVariable) is { } address)
        {
            report = _notifying = new NotifyingReport(report, new SlackWebhook(address), Console.Error.WriteLine);
        }
        var journal = new Journal(installation.Journal, held.Token, installation.Time, CrashPoint.FromEnvironment());
        Engine = new ReleaseEngine(journal, Target, report);
    }

    public ITarget Target { get; }

    public ReleaseEngine Engine { get; }

    public long Token => _lock.Token;

    /// <summary>Cancelled by the user, or by the loss of the lock.</summary>
    public CancellationToken Cancel => _cancel.Token;

    /// <summary>Another command has taken the lock over.</summary>
    public bool IsLost => _lock.Lost.IsCancellationRequested;

    public bool StartedHost { get; private set; }

    /// <summary>What an earlier command had left unfinished, and what this one made of it.</summary>
    public Reconciliation? Reconciled { get; private set; }

    /// <param name="installation">Whose.</param>
    /// <param name="command">Shown to whoever else wants the lock.</param>
    /// <param name="report">Told of progress.</param>
    /// <param name="policy">For what is still to be finished or undone.</param>
    /// <param name="cancellationToken">The user's Ctrl-C.</param>
    public static async Task<ReleaseSession> OpenAsync(
        IInstallation installation,
        string command,
        IReleaseReport report,
        ReleasePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var held = await TakeLockAsync(installation, command, cancellationToken);
        var session = new ReleaseSession(installation, held, report, cancellationToken);
        try
        {
            session.StartedHost = await installation.EnsureAsync(session.Cancel);
            var left = await session.Engine.TakeOverAsync(
                command,
                unfinished =>
                    Plan.Steps(
                        StepContext.Of(unfinished, installation.Releases, session.Target, policy, installation.Hooks, installation.Time)
                    ),
                session.Cancel
            );
            if (left is var (operation, finished))
            {
                var serves = (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot?.Release;
                session.Reconciled = Reconciliation.Of(operation, finished, serves);
            }
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task<IReleaseLock> TakeLockAsync(IInstallation installation, string command, CancellationToken cancellationToken)
    {
        try
        {
            return await installation.TakeLockAsync(command, cancellationToken);
        }
        catch (LockHeldException held) when (InsideHook.IsOf(held.Holder))
        {
            throw InsideHook.Refusal(command);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _cancel.Dispose();
        await Target.DisposeAsync();
        await _lock.DisposeAsync();
        _notifying?.Dispose();
    }
}
