using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Gives the traffic to the new slot. Undone, the old one has it again.</summary>
internal sealed class SwitchStep(StepContext context) : IReleaseStep
{
    public string Name => StepNames.Switch;

    public string Intent =>
        context.Operation.FromSlot is { } from
            ? $"switch the traffic from slot {from} to slot {context.Slot}; requests in flight finish where they are"
            : $"give the traffic to slot {context.Slot}";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        var state = await context.Target.ObserveAsync(cancellationToken);
        return state.Active == context.Slot && state.ActiveSlot?.Release == context.To.Id;
    }

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        await context.Target.SwitchAsync(context.Slot, context.To, cancellationToken);
        return $"slot {context.Slot} takes the traffic";
    }

    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (context.From is not { } from || context.Operation.FromSlot is not { } slot)
        {
            return; // There is nothing to go back to: what serves, serves.
        }
        var state = await context.Target.ObserveAsync(cancellationToken);
        if (state.Active == slot)
        {
            return;
        }
        // It was warm all the time; if its process ended meanwhile, its host is starting it again.
        if (state.Find(slot)?.Release != from.Id)
        {
            await context.Target.ScaleAsync(slot, from, context.Operation.FromInstances, cancellationToken);
        }
        var ready = await Wait.ForAsync(
            async () =>
                (await context.Target.ObserveAsync(cancellationToken)).Find(slot) is { Condition: SlotCondition.Ready } found
                    ? found
                    : null,
            context.Timings.Ready,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        if (ready is null)
        {
            throw new UserFacingException(
                $"release {from.Id} does not come back in slot {slot}; release {context.To.Id} keeps serving",
                "See ./pipeline logs; the next command tries again."
            );
        }
        await context.Target.SwitchAsync(slot, from, cancellationToken);
    }
}
