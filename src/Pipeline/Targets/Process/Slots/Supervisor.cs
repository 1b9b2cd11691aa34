using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>Watches one instance: sets its health from what it answers, and returns when its process has ended or it is given up.</summary>
internal static class Supervisor
{
    public static async Task WatchAsync(
        SlotInstance slot,
        SlotTimings timings,
        TimeProvider time,
        Action<SlotInstance> changed,
        CancellationToken cancellationToken
    )
    {
        var asked = 0L;
        while (slot.Process.IsAlive)
        {
            if (!slot.IsReady || time.GetElapsedTime(asked) >= timings.ProbeEvery)
            {
                asked = time.GetTimestamp();
                var (ready, reason) = await Probe.AskAsync(slot.Http, slot.Address, slot.Spec.Release, cancellationToken);
                Judge(slot, ready, reason, changed);
            }
            await Task.Delay(timings.LookEvery, time, cancellationToken);
        }
        slot.Health = slot.WasReady
            ? new Health(SlotCondition.Restarting, "its process ended; it is being started again")
            : new Health(SlotCondition.Failed, "its process ended before it was ready");
        changed(slot);
    }

    private static void Judge(SlotInstance slot, bool ready, string reason, Action<SlotInstance> changed)
    {
        var condition =
            ready ? SlotCondition.Ready
            : slot.HasBeenReady ? SlotCondition.Unready
            : SlotCondition.Starting;
        var before = slot.Health;
        if (before.Condition == condition && before.Reason == reason)
        {
            return;
        }
        slot.Health = new Health(condition, reason);
        if (before.Condition != condition)
        {
            changed(slot);
        }
    }
}
