using System.Collections.Concurrent;
using System.Globalization;
using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// Watches every instance: sets its health from what it answers, kills one that hangs, and starts again one that was ready and has
/// ended. It tries for ever, with a growing pause: nothing else would bring the service back.
/// </summary>
/// <param name="timings">How long to wait for what.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Of the host.</param>
/// <param name="changed">Told whenever the condition of an instance changes.</param>
/// <param name="restart">Starts a new process in place of an ended instance; the number counts the restarts in a row.</param>
internal sealed class SlotSupervisor(
    SlotTimings timings,
    TimeProvider time,
    ILogger logger,
    Action<SlotInstance> changed,
    Func<SlotInstance, int, CancellationToken, Task> restart
)
{
    /// <summary>A slot that ran for so long is not in a crash loop: its next start does not wait longer.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>So many questions in a row must stay unanswered, too: a machine that stood still proves nothing about the slot.</summary>
    private const int FewestUnanswered = 4;

    private readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Task Loop)> _watches = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _hurry = NewHurryAsync();

    public void Watch(SlotInstance slot)
    {
        var stop = new CancellationTokenSource();
        _watches[slot.Name] = (stop, Task.Run(() => WatchAsync(slot, stop.Token), CancellationToken.None));
    }

    public async Task UnwatchAsync(string name)
    {
        if (!_watches.TryRemove(name, out var watch))
        {
            return;
        }
        await watch.Stop.CancelAsync();
        await watch.Loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It was cancelled, or its failure was logged.
        watch.Stop.Dispose();
    }

    public async Task UnwatchAllAsync()
    {
        foreach (var name in _watches.Keys)
        {
            await UnwatchAsync(name);
        }
    }

    /// <summary>Instances that wait for their next restart are started at once.</summary>
    public void Hurry() => Interlocked.Exchange(ref _hurry, NewHurryAsync()).TrySetResult();

    private static TaskCompletionSource NewHurryAsync() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WatchAsync(SlotInstance slot, CancellationToken cancellationToken)
    {
        await ObserveAsync(slot, cancellationToken);
        SlotLog.Ended(logger, slot.Name, slot.Spec.Release, slot.WasReady, slot.Health.Reason);
        if (!slot.WasReady)
        {
            return;
        }
        _ = slot.Gate.CloseAsync();
        var restarts = time.GetUtcNow() - slot.Since > Stable ? 0 : slot.Restarts;
        for (var attempt = 1; ; attempt++, restarts++)
        {
            await PauseAsync(timings.Pause(restarts), cancellationToken);
            try
            {
                await restart(slot, slot.Restarts + attempt, cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                var seconds = timings.Pause(restarts + 1).TotalSeconds;
                SlotLog.NotRestarted(logger, slot.Name, seconds, failure);
                slot.Health = new Health(
                    SlotCondition.Restarting,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"its process ended and could not be started {attempt} times ({failure.Message}); the next attempt "
                            + $"follows within {seconds:0.#} s"
                    )
                );
                changed(slot);
            }
        }
    }

    /// <summary>Ended early by a command that wants the service in order now.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await _hurry.Task.WaitAsync(pause, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The pause is over.
        }
    }

    /// <summary>Returns when the process has ended, by itself or because it hung.</summary>
    private async Task ObserveAsync(SlotInstance slot, CancellationToken cancellationToken)
    {
        var asked = 0L;
        var answered = time.GetTimestamp();
        var unanswered = 0;
        while (slot.Process.IsAlive)
        {
            if (!slot.IsReady || time.GetElapsedTime(asked) >= timings.ProbeEvery)
            {
                asked = time.GetTimestamp();
                var probe = await Probe.AskAsync(slot.Http, slot.Address, slot.Spec.Release, cancellationToken);
                (answered, unanswered) = probe.Answered ? (time.GetTimestamp(), 0) : (answered, unanswered + 1);
                Judge(slot, probe);
                var silent = time.GetElapsedTime(answered);
                if (slot.WasReady && unanswered >= FewestUnanswered && silent >= (slot.HasBeenReady ? timings.Hang : timings.SilentStart))
                {
                    await EndHungAsync(slot, silent);
                    return;
                }
            }
            await Task.Delay(timings.LookEvery, time, cancellationToken);
        }
        slot.Health = slot.WasReady
            ? new Health(SlotCondition.Restarting, "its process ended; it is being started again")
            : new Health(SlotCondition.Failed, "its process ended before it was ready");
        changed(slot);
    }

    /// <summary>
    /// First nothing more is sent to it, then the requests it holds are given back, then it is killed: it cannot be asked to end.
    /// </summary>
    private async Task EndHungAsync(SlotInstance slot, TimeSpan silent)
    {
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"its process did not answer for {silent.TotalSeconds:0} s and was killed; it is being started again"
        );
        slot.Health = new Health(SlotCondition.Restarting, reason);
        changed(slot);
        await slot.CutAsync();
        await Stopper.KillAsync(slot.Process, timings, time);
    }

    private void Judge(SlotInstance slot, ProbeResult probe)
    {
        var condition =
            probe.Ready ? SlotCondition.Ready
            : slot.HasBeenReady ? SlotCondition.Unready
            : SlotCondition.Starting;
        var before = slot.Health;
        if (before.Condition == condition && before.Reason == probe.Reason)
        {
            return;
        }
        slot.Health = new Health(condition, probe.Reason);
        if (before.Condition != condition)
        {
            changed(slot);
        }
    }
}
