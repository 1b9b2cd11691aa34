using System.ComponentModel;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>How instances come and go on the board.</summary>
internal sealed partial class SlotBoard
{
    /// <summary>A slot that ran for so long is not in a crash loop: its next start does not wait longer.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    private async Task LaunchAsync(StartSlot spec, int number, int restarts, bool wasReady, CancellationToken cancellationToken)
    {
        var ports = FreePort.Pick(2);
        var record = new SlotRecord(spec, Process: null, ports[0], ports[1], time.GetUtcNow(), wasReady, restarts, number);
        Remember(record); // Before it runs: a host that dies now finds the process through its pid file.
        var process = await SlotProcess.StartAsync(state, spec, record.Name, ports[0], ports[1], cancellationToken);
        Log.Started(logger, record.Name, spec.Release, process.Pid, ports[0]);
        Install(new SlotInstance(record with { Process = process }));
    }

    private void Install(SlotInstance slot)
    {
        var name = slot.Name;
        _slots[name] = slot;
        Remember(slot.Record());
        var stop = new CancellationTokenSource();
        _watches[name] = (stop, Task.Run(() => WatchAsync(slot, stop.Token), CancellationToken.None));
    }

    private async Task RemoveAsync(SlotInstance slot)
    {
        slot.IsLeaving = true;
        lock (_remembering)
        {
            Route(); // Before it is asked to end, nothing more is sent to it.
        }
        await UnwatchAsync(slot.Name);
        await Stopper.StopAsync(slot, timings, time);
        _slots.TryRemove(slot.Name, out _);
        Remember(memory => memory with { Slots = memory.Slots.Where(pair => pair.Key != slot.Name).ToDictionary() });
        slot.Dispose();
        Log.Stopped(logger, slot.Name, slot.Spec.Release);
    }

    private void Remember(SlotRecord record) =>
        Remember(memory => memory with { Slots = new Dictionary<string, SlotRecord>(memory.Slots) { [record.Name] = record } }, Route);

    private async Task UnwatchAsync(string slot)
    {
        if (!_watches.TryRemove(slot, out var watch))
        {
            return;
        }
        await watch.Stop.CancelAsync();
        await watch.Loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It was cancelled, or its failure was logged.
        watch.Stop.Dispose();
    }

    private async Task WatchAsync(SlotInstance slot, CancellationToken cancellationToken)
    {
        await Supervisor.WatchAsync(slot, timings, time, Changed, cancellationToken);
        Log.Ended(logger, slot.Name, slot.Spec.Release, slot.WasReady);
        if (!slot.WasReady)
        {
            return;
        }
        await slot.Gate.CloseAsync();
        await Task.Delay(timings.Pause(time.GetUtcNow() - slot.Since > Stable ? 0 : slot.Restarts), time, cancellationToken);
        _ = ReplaceAsync(slot); // It installs the watch that follows this one.
    }

    private async Task ReplaceAsync(SlotInstance ended)
    {
        try
        {
            await ExclusivelyAsync(
                async () =>
                {
                    if (_slots.TryGetValue(ended.Name, out var current) && current == ended && _watches.ContainsKey(ended.Name))
                    {
                        await LaunchAsync(ended.Spec, ended.Number, ended.Restarts + 1, wasReady: true, CancellationToken.None);
                    }
                    return 0;
                },
                CancellationToken.None
            );
            ended.Dispose();
        }
        catch (Exception failure) when (failure is IOException or Failure or Win32Exception or ObjectDisposedException)
        {
            Log.NotRestarted(logger, ended.Name, failure);
        }
    }

    private void Changed(SlotInstance slot)
    {
        Log.Changed(logger, slot.Name, slot.Health.Condition, slot.Health.Reason);
        if (slot.IsReady)
        {
            Remember(slot.Record()); // Once ready, it is started again if it ends.
        }
        lock (_remembering)
        {
            Route();
        }
    }

    /// <summary>Says to the router where requests go: to what is ready of the slots that take traffic, or where nothing is, to what at least runs.</summary>
    private void Route()
    {
        if (_memory.Active is null)
        {
            return;
        }
        var up = _slots
            .Values.Where(slot => Serves(slot.Spec.Slot) && slot.IsUp)
            .OrderBy(slot => slot.Name, StringComparer.Ordinal)
            .ToList();
        active.Set(up.Any(slot => slot.IsReady) ? up.FindAll(slot => slot.IsReady) : up);
    }
}
