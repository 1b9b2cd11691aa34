using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>One machine's installation: the parts of one state directory, put together.</summary>
internal sealed class Installation(StateDirectory state, TimeProvider time) : IInstallation
{
    public StateDirectory State { get; } = state;

    public TimeProvider Time { get; } = time;

    /// <summary>Where the host must be; null for where it was.</summary>
    public HostPlace? Place { get; init; }

    public ArtifactStore Artifacts { get; } = new(state.Artifacts);

    public IReleaseStore Releases { get; } = new ReleaseStore(state.Releases);

    public IJournalStore Journal { get; } = new JournalFile(state.Journal);

    public HostClient Host { get; } = new(state);

    public HookRunner Hooks =>
        new(
            State.HookLog,
            new Dictionary<string, string> { ["MALARIA_STATE"] = State.Root },
            release => Artifacts.PathOf(release.Artifact)
        );

    public HostLauncher Launcher => new(State, Host, Time, AppContext.BaseDirectory);

    public ReleaseLock TakeLock(string command) =>
        ReleaseLock.Take(
            State.Lock,
            ThisProcess.Owner,
            command,
            new ThisProcess(),
            Time,
            seen: new MemoryFile(State.HostState).Read().Fence
        );

    public Task<IReleaseLock> TakeLockAsync(string command, CancellationToken cancellationToken) =>
        Task.FromResult<IReleaseLock>(TakeLock(command));

    public Task<LockRecord> ReadLockAsync(CancellationToken cancellationToken) => Task.FromResult(ReleaseLock.Read(State.Lock));

    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        new KeptSettings(State).Remember(Environment.GetEnvironmentVariable);
        return (await Launcher.EnsureAsync(Place, cancellationToken)).Started;
    }

    public ITarget Target(long token) => new ProcessTarget(State, Host, Artifacts, token);

    public async Task<ServingState?> ObserveAsync(CancellationToken cancellationToken) =>
        await Host.StatusAsync(cancellationToken) is { } status ? new ServingState(ProcessTarget.StateOf(status), status.Url) : null;

    public bool CanStart(Release release) => Artifacts.Has(release.Artifact);

    /// <summary>The artifact for the database of the release that serves, with the settings of this command's environment.</summary>
    public async Task<Candidate> TakeAsync(DeployChoice asked, IProgressLines lines, CancellationToken cancellationToken)
    {
        var serves = (await ObserveAsync(cancellationToken))?.State.ActiveSlot?.Release;
        var database = await ServedDatabase.AddressAsync(this, serves, cancellationToken);
        var chosen = await lines.TimeAsync(
            "artifact",
            () => new ArtifactChoice(this).TakeAsync(asked.Artifact, cancellationToken),
            found => found.ToString()
        );
        return chosen.With(ServedDatabase.Configure(database));
    }

    public Task VerifyArtifactAsync(string artifact, CancellationToken cancellationToken) =>
        Artifacts.VerifyAsync(artifact, cancellationToken);

    public Task<IReadOnlyList<Verification.Part>> VerifyAsync(Release release, CancellationToken cancellationToken) =>
        Verification.StoredAsync(this, release, cancellationToken);

    public async Task PruneAsync(int releases, CancellationToken cancellationToken)
    {
        var wanted = Releases.All().TakeLast(releases).Select(release => release.Artifact);
        var running = (await Host.StatusAsync(cancellationToken))?.Slots.Select(slot => Path.GetFileName(slot.Artifact)) ?? [];
        Artifacts.Prune(new HashSet<string>([.. wanted, .. running], StringComparer.Ordinal));
    }

    public void Dispose() => Host.Dispose();
}
