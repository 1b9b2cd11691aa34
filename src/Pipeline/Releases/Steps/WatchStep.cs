using MalariaPredictor.Pipeline.Targets;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Watches the new slot under real traffic, by the router's own counters: it must stay ready and answer.</summary>
internal sealed class WatchStep(StepContext context) : IReleaseStep
{
    private bool _passed;

    public string Name => StepNames.Watch;

    public string Intent => $"watch it under traffic for {context.Timings.Watch.TotalSeconds:0.#} s: ready throughout, at most {context.Timings.Gates.LargestErrorShare:P1} errors";

    public Task<bool> IsDoneAsync(CancellationToken cancel) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancel)
    {
        var before = (await SlotAsync(cancel))?.Traffic ?? new SlotTraffic(0, 0, 0, 0);
        var objection = await Wait.ForAsync(() => ObjectionAsync(before, cancel), context.Timings.Watch, context.Timings.LookEvery, context.Time, cancel);
        if (objection is not null)
            throw await SlotFailure.CreateAsync(context, objection, cancel);
        _passed = true;
        var after = (await SlotAsync(cancel))?.Traffic ?? before;
        var requests = after.Requests - before.Requests;
        return requests == 0 ? "stayed ready; nobody asked anything" : $"stayed ready; {requests} requests, {Errors(before, after)} errors";
    }

    public Task UndoAsync(CancellationToken cancel) => Task.CompletedTask;

    private async Task<string?> ObjectionAsync(SlotTraffic before, CancellationToken cancel)
    {
        if (await SlotAsync(cancel) is not { } slot)
            return "it is gone";
        if (slot.Condition != SlotCondition.Ready)
            return $"it did not stay ready: {slot.Reason}";
        var errors = Errors(before, slot.Traffic);
        var requests = slot.Traffic.Requests - before.Requests;
        return errors >= context.Timings.Gates.FewErrors && errors > context.Timings.Gates.LargestErrorShare * requests ? $"{errors} of {requests} requests failed after the switch" : null;
    }

    private static long Errors(SlotTraffic before, SlotTraffic now) => now.ServerErrors + now.Broken - before.ServerErrors - before.Broken;

    private async Task<SlotState?> SlotAsync(CancellationToken cancel) => (await context.Target.ObserveAsync(cancel)).Find(context.Slot);
}
