using System.Collections.Concurrent;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// The slots of this machine. Changes come one at a time, are remembered on disk before they take effect, and are repeated without
/// harm; a slot that was ready and ends is started again with a growing pause.
/// </summary>
internal sealed partial class SlotBoard(
    StateDirectory state,
    ActiveSlot active,
    SlotTimings timings,
    TimeProvider time,
    ILogger<SlotBoard> logger
) : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ConcurrentDictionary<string, SlotInstance> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Task Loop)> _watches = new(StringComparer.Ordinal);
    private readonly MemoryFile _file = new(state.HostState);
    private readonly Lock _remembering = new();
    private volatile HostMemory _memory = HostMemory.Empty;

    public long Fence => _memory.Fence;

    public string? ActiveName => _memory.Active;

    public string? SharingName => _memory.Sharing;

    public IReadOnlyList<SlotStatus> Status() =>
        [.. from slot in _slots.Values orderby slot.Spec.Slot, slot.Number select slot.Status(state.SlotLog(slot.Spec.Release, slot.Name))];

    /// <summary>Finds the slots that outlived the last host, and starts again those that did not.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _memory = _file.Read();
        foreach (var (name, record) in _memory.Slots)
        {
            var process = record.Process ?? DetachedProcess.Find(state.SlotPid(name));
            if (process is { IsAlive: true } && Environs.Names(process, record.Spec.Release))
            {
                Log.Adopted(logger, name, record.Spec.Release, process.Pid);
                var slot = new SlotInstance(record with { Process = process });
                slot.Adopt();
                Install(slot);
            }
            else if (record.WasReady)
            {
                await LaunchAsync(record.Spec, record.Instance, record.Restarts, wasReady: true, cancellationToken);
            }
        }
    }

    public Task<SlotStatus> StartAsync(StartSlot spec, long token, CancellationToken cancellationToken) =>
        ChangeAsync(
            token,
            async () =>
            {
                var running = InstancesOf(spec.Slot);
                if (
                    Serves(spec.Slot)
                    && running.FirstOrDefault(other => other.Spec.Release != spec.Release && other.Process.IsAlive) is { } serving
                )
                {
                    throw new RefusedException(
                        $"slot {spec.Slot} serves release {serving.Spec.Release}",
                        "Only the idle slot is replaced."
                    );
                }
                // The last first: what is left keeps its numbers from one.
                foreach (
                    var instance in running
                        .Reverse()
                        .Where(instance =>
                            instance.Spec.Release != spec.Release || instance.Number > spec.Instances || !instance.Process.IsAlive
                        )
                )
                {
                    await RemoveAsync(instance);
                }
                // Begun, it is seen through, whether or not its deployer still listens: a process that was started and not noted would be nobody's.
                for (var number = 1; number <= spec.Instances; number++)
                {
                    if (!_slots.ContainsKey(SlotRecord.NameOf(spec.Slot, number)))
                    {
                        await LaunchAsync(spec, number, restarts: 0, wasReady: false, CancellationToken.None);
                    }
                }
                return Status(spec.Slot);
            },
            cancellationToken
        );

    public Task StopAsync(string slot, long token, CancellationToken cancellationToken) =>
        ChangeAsync(
            token,
            async () =>
            {
                if (Serves(slot))
                {
                    throw new RefusedException($"slot {slot} takes the traffic", "Switch to the other slot first.");
                }
                foreach (var instance in InstancesOf(slot).Reverse())
                {
                    await RemoveAsync(instance);
                }
                return slot;
            },
            cancellationToken
        );

    public Task SwitchAsync(string slot, string release, long token, CancellationToken cancellationToken) =>
        ChangeAsync(
            token,
            () =>
            {
                RequireReady(slot, release);
                Remember(memory => memory with { Active = slot, Sharing = null }, Route); // Requests in flight finish where they are; the old slot stays warm.
                Log.Switched(logger, slot, release);
                return Task.FromResult(slot);
            },
            cancellationToken
        );

    /// <summary>Lets a slot take traffic beside the active one.</summary>
    public Task ShareAsync(string slot, string release, long token, CancellationToken cancellationToken) =>
        ChangeAsync(
            token,
            () =>
            {
                RequireReady(slot, release);
                if (slot != _memory.Active)
                {
                    Remember(memory => memory with { Sharing = slot }, Route);
                }
                return Task.FromResult(slot);
            },
            cancellationToken
        );

    /// <summary>Lets a command through that concerns the host itself, if its token is not outdated.</summary>
    public Task AcceptAsync(long token, CancellationToken cancellationToken) =>
        ChangeAsync(token, () => Task.FromResult(token), cancellationToken);

    /// <summary>Stops every slot, the serving one last; what served is remembered, so that the next start serves it again.</summary>
    public Task StopAllAsync() =>
        ExclusivelyAsync(
            async () =>
            {
                foreach (var slot in _slots.Values.OrderBy(slot => Serves(slot.Spec.Slot)))
                {
                    await UnwatchAsync(slot.Name);
                    await Stopper.StopAsync(slot, timings, time);
                }
                return 0;
            },
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in _watches.Keys)
        {
            await UnwatchAsync(slot);
        }
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
        _oneAtATime.Dispose();
    }

    private bool Serves(string slot) => slot == _memory.Active || slot == _memory.Sharing;

    private IReadOnlyList<SlotInstance> InstancesOf(string slot) =>
        [.. from instance in _slots.Values where instance.Spec.Slot == slot orderby instance.Number select instance];

    private void RequireReady(string slot, string release)
    {
        var instances = InstancesOf(slot);
        if (instances.Count == 0 || instances.Any(instance => instance.Spec.Release != release))
        {
            throw new RefusedException($"slot {slot} does not run release {release}", "Start it first.");
        }
        if (instances.FirstOrDefault(instance => !instance.IsReady) is { } unready)
        {
            throw new RefusedException($"slot {slot} is not ready: {unready.Health.Reason}", "Wait until it is.");
        }
    }

    private SlotStatus Status(string slot) => _slots[slot].Status(state.SlotLog(_slots[slot].Spec.Release, slot));

    private Task<T> ChangeAsync<T>(long token, Func<Task<T>> change, CancellationToken cancellationToken) =>
        ExclusivelyAsync(
            () =>
            {
                if (token < _memory.Fence)
                {
                    throw new RefusedException(
                        $"the token {token} is older than {_memory.Fence}",
                        "Another release has taken over; this one must stop."
                    );
                }
                if (token > _memory.Fence)
                {
                    Remember(memory => memory with { Fence = token });
                }
                return change();
            },
            cancellationToken
        );

    private async Task<T> ExclusivelyAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>One change of memory, and what must be seen together with it.</summary>
    private void Remember(Func<HostMemory, HostMemory> change, Action? together = null)
    {
        lock (_remembering)
        {
            var changed = change(_memory);
            _file.Write(changed);
            _memory = changed;
            together?.Invoke();
        }
    }
}
