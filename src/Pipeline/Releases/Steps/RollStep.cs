using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// The switch of the rolling strategy: an instance of the new slot is started and takes traffic beside the old ones, then one of the old
/// ones is let go, and so on. Never do fewer serve than before. The last old one stays until the release is kept; undone, the same is done
/// the other way round.
/// </summary>
internal sealed class RollStep(StepContext context) : IReleaseStep
{
    public string Name => StepNames.Switch;

    public string Intent =>
        $"bring the traffic from slot {context.Operation.FromSlot} to slot {context.Slot} instance by instance "
        + $"({context.Operation.Instances} in the end), never fewer than before";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        var state = await context.Target.ObserveAsync(cancellationToken);
        return state.Active == context.Slot
            && state.ActiveSlot is { Condition: SlotCondition.Ready } slot
            && slot.Release == context.To.Id
            && slot.Instances == context.Operation.Instances;
    }

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        await RollAsync(
            (context.Slot, context.To),
            (context.Operation.FromSlot!, context.From!),
            context.Operation.Instances,
            cancellationToken
        );
        return $"{context.Operation.Instances} instances of slot {context.Slot} take the traffic, one by one";
    }

    public Task UndoAsync(CancellationToken cancellationToken) =>
        RollAsync(
            (context.Operation.FromSlot!, context.From!),
            (context.Slot, context.To),
            context.Operation.FromInstances,
            cancellationToken
        );

    /// <summary>Goes on from wherever it was left: each turn looks first and does only what is missing.</summary>
    private async Task RollAsync(
        (string Slot, Release Release) to,
        (string Slot, Release Release) from,
        int wanted,
        CancellationToken cancellationToken
    )
    {
        for (var number = 1; number <= wanted; number++)
        {
            await ReadyAsync(to.Slot, to.Release, number, cancellationToken);
            await context.Target.ShareAsync(to.Slot, to.Release, cancellationToken);
            var left = Math.Max(1, wanted - number);
            if (await FindAsync(from.Slot, from.Release, cancellationToken) is { } old && old.Instances > left)
            {
                await context.Target.ScaleAsync(from.Slot, from.Release, left, cancellationToken);
            }
        }
        await context.Target.SwitchAsync(to.Slot, to.Release, cancellationToken);
    }

    private async Task ReadyAsync(string slot, Release release, int number, CancellationToken cancellationToken)
    {
        if (await FindAsync(slot, release, cancellationToken) is not { Condition: SlotCondition.Ready } there || there.Instances < number)
        {
            await context.Target.ScaleAsync(
                slot,
                release,
                Math.Max(number, (await FindAsync(slot, release, cancellationToken))?.Instances ?? 0),
                cancellationToken
            );
        }
        var settled = await Wait.ForAsync(
            async () =>
                await FindAsync(slot, release, cancellationToken) is { Condition: SlotCondition.Ready or SlotCondition.Failed } found
                    ? found
                    : null,
            context.Timings.Ready,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        if (settled is { Condition: SlotCondition.Ready })
        {
            return;
        }
        var reason =
            $"instance {number} "
            + $"{(settled is null ? $"was not ready within {context.Timings.Ready.TotalSeconds:0} s" : $"failed: {settled.Reason}")}";
        throw slot == context.Slot
            ? await SlotFailure.CreateAsync(context, reason, cancellationToken)
            : new UserFacingException(
                $"{reason} while release {release.Id} comes back in slot {slot}",
                "See ./pipeline logs; the next command tries again."
            );
    }

    private async Task<SlotState?> FindAsync(string slot, Release release, CancellationToken cancellationToken) =>
        (await context.Target.ObserveAsync(cancellationToken)).Find(slot) is { } found && found.Release == release.Id ? found : null;
}
