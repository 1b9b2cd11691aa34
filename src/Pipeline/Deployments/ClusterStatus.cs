using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Everything <c>status</c> knows of an environment on a cluster.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Namespace">Where.</param>
/// <param name="Url">Where it is reached.</param>
/// <param name="Active">The slot that takes the traffic.</param>
/// <param name="Slots">The slots that hold a release.</param>
/// <param name="RollbackTo">The release a rollback would go to.</param>
/// <param name="Unfinished">An operation that the next command finishes or undoes.</param>
/// <param name="Lock">Who is releasing right now.</param>
internal sealed record ClusterStatus(
    string Environment,
    string Namespace,
    string Url,
    string? Active,
    IReadOnlyList<ClusterStatus.Slot> Slots,
    string? RollbackTo,
    string? Unfinished,
    string? Lock
)
{
    public sealed record Slot(string Name, string Release, string? Commit, SlotCondition Condition, string Reason);

    public static async Task<ClusterStatus> ReadAsync(ClusterInstallation installation, CancellationToken cancellationToken)
    {
        var observed = (await installation.ObserveAsync(cancellationToken))!;
        var history = await installation.Journal.ReadAsync(cancellationToken);
        var held = await installation.ReadLockAsync(cancellationToken);
        var releasing = held.Held && installation.Time.GetUtcNow() - held.Heartbeat < Releases.ReleaseLock.Expiry;
        return new ClusterStatus(
            installation.Environment.Name,
            installation.Environment.Namespace,
            observed.Url,
            observed.State.Active,
            [
                .. from slot in observed.State.Slots
                select new Slot(slot.Name, slot.Release, installation.Releases.Find(slot.Release)?.Commit, slot.Condition, slot.Reason),
            ],
            observed.State.ActiveSlot is { } active ? history.Before(active.Release) : null,
            releasing ? null : history.Unfinished?.Id,
            releasing ? held.ToString() : null
        );
    }
}
