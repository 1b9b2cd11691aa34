using MalariaPredictor.Pipeline.Targets;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Starts the new release in the idle slot and waits until it is ready. Undone, the slot holds again what it held.</summary>
internal sealed class StartStep(StepContext context) : IReleaseStep
{
    public string Name => StepNames.Start;

    public string Intent => $"start release {context.To.Id} in slot {context.Slot}, ready within {context.Timings.Ready.TotalSeconds:0} s";

    public async Task<bool> IsDoneAsync(CancellationToken cancel) => await FindAsync(cancel) is { Condition: SlotCondition.Ready };

    public async Task<string> ActAsync(CancellationToken cancel)
    {
        await context.Target.StartAsync(context.Slot, context.To, cancel);
        var began = context.Time.GetTimestamp();
        var settled = await Wait.ForAsync(async () => await FindAsync(cancel) is { } slot && Settled(slot) ? slot : null,
            context.Timings.Ready, context.Timings.LookEvery, context.Time, cancel);
        var took = context.Time.GetElapsedTime(began);
        return settled is { Condition: SlotCondition.Ready }
            ? $"slot {context.Slot} is ready after {took.TotalSeconds:0.0} s"
            : throw await SlotFailure.CreateAsync(context, settled is null
                ? $"was not ready within {context.Timings.Ready.TotalSeconds:0} s: {(await FindAsync(cancel))?.Reason ?? "it is gone"}"
                : settled.Reason, cancel);
    }

    public async Task UndoAsync(CancellationToken cancel)
    {
        if (context is { Rolls: true, From: { } before })
        {
            await context.Target.StartAsync(context.Slot, before, cancel);
            return;
        }
        if ((await context.Target.ObserveAsync(cancel)).Active == context.Slot)
            return; // The first release of all: nothing better is there to serve.
        await context.Target.StopAsync(context.Slot, cancel);
        if (context.Displaced is { } displaced)
            await context.Target.StartAsync(context.Slot, displaced, cancel);
    }

    private static bool Settled(SlotState slot) => slot.Condition is SlotCondition.Ready or SlotCondition.Failed;

    private async Task<SlotState?> FindAsync(CancellationToken cancel) =>
        (await context.Target.ObserveAsync(cancel)).Find(context.Slot) is { } slot && slot.Release == context.To.Id ? slot : null;
}
