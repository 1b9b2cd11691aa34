using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Where the releases of one environment are kept and run: what a command needs of it, whatever the target is.</summary>
internal interface IInstallation : IDisposable
{
    /// <summary>What ages records and lets commands wait.</summary>
    TimeProvider Time { get; }

    IReleaseStore Releases { get; }

    IJournalStore Journal { get; }

    /// <summary>Takes the release lock, or fails with who has it.</summary>
    Task<IReleaseLock> TakeLockAsync(string command, CancellationToken cancellationToken);

    /// <summary>The lock as its last holder left it.</summary>
    Task<LockRecord> ReadLockAsync(CancellationToken cancellationToken);

    /// <summary>Sees to it that what runs the slots is there; true when this had to start it.</summary>
    Task<bool> EnsureAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Fails with all the rights that a deployment needs and whoever runs this lacks. On one's own machine there are none to ask for.
    /// </summary>
    Task RequireRightsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes a release of what serves without one, so that there is something to return to. For a holder of the lock.</summary>
    Task AdoptAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What making a plan did in the environment besides reading; null where it did nothing.</summary>
    string? PlanNote => null;

    /// <summary>The target for a holder of the lock.</summary>
    ITarget Target(long token);

    /// <summary>Runs what of the user's belongs to a release.</summary>
    HookRunner Hooks { get; }

    /// <summary>What runs, and where it is reached, without any lock; null where nothing runs the slots.</summary>
    Task<ServingState?> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Whether what a release is made of is still there.</summary>
    bool CanStart(Release release);

    /// <summary>What a command was asked to release, with the settings it would run with.</summary>
    Task<Candidate> TakeAsync(DeployChoice asked, IProgressLines lines, CancellationToken cancellationToken);

    /// <summary>
    /// Fails when a stored artifact is not, bit for bit, what was stored. An image's registry guarantees that by the digest.
    /// </summary>
    Task VerifyArtifactAsync(string artifact, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks again what a release is made of, part by part.</summary>
    Task<IReadOnlyList<Verification.Part>> VerifyAsync(Release release, CancellationToken cancellationToken);

    /// <summary>Clears away what is not wanted any more: all but what runs and what the newest releases are made of.</summary>
    Task PruneAsync(int releases, CancellationToken cancellationToken);
}

/// <param name="State">The slots.</param>
/// <param name="Url">Where the active one is reached.</param>
internal sealed record ServingState(TargetState State, string Url);
