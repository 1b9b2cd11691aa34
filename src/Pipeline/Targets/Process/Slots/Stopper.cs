using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>Ends a slot's process: its requests first, then SIGTERM, and SIGKILL for one that does not listen.</summary>
internal static class Stopper
{
    public static async Task StopAsync(SlotInstance slot, SlotTimings timings, TimeProvider time)
    {
        await slot.DrainAsync(timings.Drain, time);
        await StopAsync(slot.Process, timings, time);
    }

    public static async Task StopAsync(ProcessIdentity process, SlotTimings timings, TimeProvider time)
    {
        Signals.AskToStop(process);
        if (!await GoneAsync(process, timings.Stop, time))
        {
            await KillAsync(process, timings, time);
        }
    }

    /// <summary>Ends a process without asking, and waits until it has ended.</summary>
    public static Task KillAsync(ProcessIdentity process, SlotTimings timings, TimeProvider time)
    {
        Signals.KillGroup(process);
        return GoneAsync(process, timings.Stop, time);
    }

    private static async Task<bool> GoneAsync(ProcessIdentity process, TimeSpan timeout, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (process.IsAlive && time.GetElapsedTime(began) < timeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
        return !process.IsAlive;
    }
}
