using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Starts the new release in the idle slot and waits until it is ready. Undone, the slot holds again what it held.</summary>
internal sealed class StartStep(StepContext context) : IReleaseStep
{
    public string Name => StepNames.Start;

    /// <summary>The rest of them follow one by one where the strategy is rolling.</summary>
    private int Instances => context.Operation.Rolls ? 1 : context.Operation.Instances;

    public string Intent =>
        $"start release {context.To.Id} in slot {context.Slot}{(Instances == 1 ? "" : $" ({Instances} instances)")}, ready "
        + $"within {context.Timings.Ready.TotalSeconds:0} s";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is { Condition: SlotCondition.Ready } slot && slot.Instances >= Instances;

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        await context.Target.ScaleAsync(context.Slot, context.To, Instances, cancellationToken);
        var began = context.Time.GetTimestamp();
        var settled = await Wait.ForAsync(
            async () => await FindAsync(cancellationToken) is { } slot && Settled(slot) ? slot : null,
            context.Timings.Ready,
            context.Timings.LookEvery,
            context.Time,
            cancellationToken
        );
        var took = context.Time.GetElapsedTime(began);
        return settled is { Condition: SlotCondition.Ready }
            ? $"slot {context.Slot} is ready after {took.TotalSeconds:0.0} s"
            : throw await SlotFailure.CreateAsync(
                context,
                settled is null
                    ? $"was not ready within {context.Timings.Ready.TotalSeconds:0} s: "
                        + $"{(await FindAsync(cancellationToken))?.Reason ?? "it is gone"}"
                    : settled.Reason,
                cancellationToken
            );
    }

    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (context is { Rolls: true, From: { } before })
        {
            await context.Target.StartAsync(context.Slot, before, cancellationToken);
            return;
        }
        // The first release of all has been switched to: nothing better is there to serve. One that took the traffic by being started did
        // not pass.
        if (await context.Target.ObserveAsync(cancellationToken) is { Rolls: false } state && state.Active == context.Slot)
        {
            return;
        }
        await context.Target.StopAsync(context.Slot, cancellationToken);
        if (context.Displaced is { } displaced)
        {
            await context.Target.ScaleAsync(context.Slot, displaced, context.Operation.Instances, cancellationToken);
        }
    }

    private static bool Settled(SlotState slot) => slot.Condition is SlotCondition.Ready or SlotCondition.Failed;

    private async Task<SlotState?> FindAsync(CancellationToken cancellationToken) =>
        (await context.Target.ObserveAsync(cancellationToken)).Find(context.Slot) is { } slot && slot.Release == context.To.Id
            ? slot
            : null;
}
