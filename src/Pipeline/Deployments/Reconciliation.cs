using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What became of an operation whose deployer had died.</summary>
/// <param name="Outcome">nothing, repaired, finished or undone.</param>
/// <param name="Operation">Which; null when there was none.</param>
/// <param name="Serves">The release that serves now.</param>
internal sealed record Reconciliation(string Outcome, string? Operation, string? Serves)
{
    private string? _undone;

    public static Reconciliation Of(Operation operation, bool finished, string? serves) =>
        finished ? new("finished", operation.Id, serves) : new("undone", operation.Id, serves) { _undone = operation.Undone(serves) };

    /// <param name="installation">Whose.</param>
    /// <param name="command">resume or abort.</param>
    /// <param name="report">Told of progress.</param>
    /// <param name="policy">How long to wait for what.</param>
    /// <param name="cancellationToken">The user's Ctrl-C.</param>
    public static async Task<Reconciliation> RunAsync(
        IInstallation installation,
        string command,
        IReleaseReport report,
        ReleasePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var history = await installation.Journal.ReadAsync(cancellationToken);
        if (history.Unfinished is not { } unfinished)
        {
            if (
                command == "resume"
                && (await installation.ObserveAsync(cancellationToken))?.State.ActiveSlot is { Condition: not SlotCondition.Ready }
            )
            {
                return await RepairAsync(installation, command, report, policy, cancellationToken);
            }
            if (
                command == "resume"
                && (
                    (await installation.ReadLockAsync(cancellationToken)).Held
                    || await HasDiedAsync(installation, history, cancellationToken)
                )
            )
            {
                await (await ReleaseSession.OpenAsync(installation, command, report, policy, cancellationToken)).DisposeAsync();
            }
            return new Reconciliation("nothing", null, (await installation.ObserveAsync(cancellationToken))?.State.ActiveSlot?.Release);
        }
        if (command == "abort" && history.Has(unfinished.Id, JournalEvent.After, StepNames.Commit))
        {
            throw new UserFacingException(
                $"{unfinished.Id} is past its commit: release {unfinished.To} serves",
                "./pipeline resume finishes it; ./pipeline rollback then goes back."
            );
        }
        await using var session = await ReleaseSession.OpenAsync(installation, command, report, policy, cancellationToken);
        // Another command may have put it in order between the look and the lock.
        return session.Reconciled
            ?? new Reconciliation("nothing", null, (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot?.Release);
    }

    /// <summary>What serves has stopped or hangs: its host starts it again at once, and this waits for it.</summary>
    private static async Task<Reconciliation> RepairAsync(
        IInstallation installation,
        string command,
        IReleaseReport report,
        ReleasePolicy policy,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReleaseSession.OpenAsync(installation, command, report, policy, cancellationToken);
        var slot = await Wait.ForAsync(
            async () =>
                (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot is { Condition: SlotCondition.Ready } ready ? ready : null,
            policy.Timings.Ready,
            policy.Timings.LookEvery,
            installation.Time,
            session.Cancel
        );
        if (slot is not null)
        {
            return session.Reconciled ?? new Reconciliation("repaired", null, slot.Release);
        }
        var left = (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot;
        throw new UserFacingException(
            left is null ? "no slot serves" : $"slot {left.Name} with release {left.Release} is not ready: {left.Reason}",
            "It is still being started again. Remove the cause (./pipeline logs shows the slot's log, --host the host's), or release anew: "
                + "./pipeline deploy --again"
        );
    }

    /// <summary>
    /// The host does not run, although something was released and nobody stopped it: the lock's last word is the command that did.
    /// </summary>
    private static async Task<bool> HasDiedAsync(IInstallation installation, JournalHistory history, CancellationToken cancellationToken) =>
        await installation.ObserveAsync(cancellationToken) is null
        && history.Committed.Any()
        && (await installation.ReadLockAsync(cancellationToken)).Command != "down";

    public override string ToString() =>
        Outcome switch
        {
            "nothing" => $"Nothing is unfinished; {(Serves is null ? "nothing serves" : $"release {Serves} serves")}.",
            "repaired" => $"Nothing was unfinished, but the service was not ready; release {Serves} serves again.",
            "finished" => $"Finished {Operation}: {(Serves is null ? "nothing serves" : $"release {Serves} serves")}.",
            _ => $"Undone {Operation}: {_undone}.",
        };
}
