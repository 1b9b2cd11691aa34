using System.Collections.Concurrent;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// The slots of this machine and which of them takes the traffic. Changes come one at a time, are on disk before they take effect, and
/// can be repeated without harm.
/// </summary>
internal sealed class SlotBoard : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ConcurrentDictionary<string, SlotInstance> _slots = new(StringComparer.Ordinal);
    private readonly MemoryFile _file;
    private readonly Lock _remembering = new();
    private readonly StateDirectory _state;
    private readonly ActiveSlot _active;
    private readonly SlotTimings _timings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SlotSupervisor _supervisor;
    private volatile HostMemory _memory = HostMemory.Empty;

    public SlotBoard(StateDirectory state, ActiveSlot active, SlotTimings timings, TimeProvider time, ILogger<SlotBoard> logger)
    {
        (_state, _active, _timings, _time, _logger) = (state, active, timings, time, logger);
        _file = new MemoryFile(state.HostState);
        _supervisor = new SlotSupervisor(timings, time, logger, Changed, RestartAsync);
    }

    public long Fence => _memory.Fence;

    public string? ActiveName => _memory.Active;

    public string? SharingName => _memory.Sharing;

    public IReadOnlyList<SlotStatus> Status() =>
        [
            .. from slot in _slots.Values
            orderby slot.Spec.Slot, slot.Number
            select slot.Status(_state.SlotLog(slot.Spec.Release, slot.Name)),
        ];

    /// <summary>Finds the slots that outlived the last host, and starts again those that did not.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _memory = _file.Read();
        foreach (var (name, record) in _memory.Slots)
        {
            var process = record.Process ?? DetachedProcess.Find(_state.SlotPid(name));
            if (process is { IsAlive: true } && Environs.Names(process, record.Spec.Release))
            {
                SlotLog.Adopted(_logger, name, record.Spec.Release, process.Pid);
                var slot = new SlotInstance(record with { Process = process });
                slot.Adopt();
                Install(slot);
            }
            else if (record.WasReady)
            {
                await ReviveAsync(record, cancellationToken);
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
                // Begun, it is seen through, whether or not its deployer still listens: a process that was started and not noted would be
                // nobody's.
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
                // Requests in flight finish where they are; the old slot stays warm.
                Remember(memory => memory with { Active = slot, Sharing = null }, Route);
                SlotLog.Switched(_logger, slot, release);
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

    /// <summary>Instances that wait for their next restart are started at once: a command wants the service in order now.</summary>
    public void RestartNow() => _supervisor.Hurry();

    /// <summary>Stops every slot, the serving one last; what served is remembered, so that the next start serves it again.</summary>
    public Task StopAllAsync() =>
        ExclusivelyAsync(
            async () =>
            {
                foreach (var slot in _slots.Values.OrderBy(slot => Serves(slot.Spec.Slot)))
                {
                    await _supervisor.UnwatchAsync(slot.Name);
                    await Stopper.StopAsync(slot, _timings, _time);
                }
                return 0;
            },
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        await _supervisor.UnwatchAllAsync();
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

    private SlotStatus Status(string slot) => _slots[slot].Status(_state.SlotLog(_slots[slot].Spec.Release, slot));

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

    private async Task LaunchAsync(StartSlot spec, int number, int restarts, bool wasReady, CancellationToken cancellationToken)
    {
        var ports = FreePort.Pick(2);
        var record = new SlotRecord(spec, Process: null, ports[0], ports[1], _time.GetUtcNow(), wasReady, restarts, number);
        Remember(record); // Before it runs: a host that dies now finds the process through its pid file.
        var process = await SlotProcess.StartAsync(_state, spec, record.Name, ports[0], ports[1], cancellationToken);
        SlotLog.Started(_logger, record.Name, spec.Release, process.Pid, ports[0]);
        Install(new SlotInstance(record with { Process = process }));
    }

    /// <summary>What cannot be started now must not keep the host from running: the supervisor goes on trying.</summary>
    private async Task ReviveAsync(SlotRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await LaunchAsync(record.Spec, record.Instance, record.Restarts, wasReady: true, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            SlotLog.NotRestarted(_logger, record.Name, _timings.Pause(record.Restarts).TotalSeconds, failure);
            Install(new SlotInstance(record with { Process = ProcessIdentity.None }));
        }
    }

    private async Task RestartAsync(SlotInstance ended, int restarts, CancellationToken cancellationToken)
    {
        var replaced = await ExclusivelyAsync(
            async () =>
            {
                if (!_slots.TryGetValue(ended.Name, out var current) || current != ended)
                {
                    return false;
                }
                await LaunchAsync(ended.Spec, ended.Number, restarts, wasReady: true, CancellationToken.None);
                return true;
            },
            cancellationToken
        );
        if (replaced)
        {
            _ = RetireAsync(ended);
        }
    }

    /// <summary>A client that still reads the last answer of an ended process delays nothing.</summary>
    private async Task RetireAsync(SlotInstance ended)
    {
        await ended.DrainAsync(_timings.Drain, _time);
        ended.Dispose();
    }

    private void Install(SlotInstance slot)
    {
        _slots[slot.Name] = slot;
        Remember(slot.Record());
        _supervisor.Watch(slot);
    }

    private async Task RemoveAsync(SlotInstance slot)
    {
        slot.IsLeaving = true;
        lock (_remembering)
        {
            Route(); // Before it is asked to end, nothing more is sent to it.
        }
        await _supervisor.UnwatchAsync(slot.Name);
        await Stopper.StopAsync(slot, _timings, _time);
        _slots.TryRemove(slot.Name, out _);
        Remember(memory => memory with { Slots = memory.Slots.Where(pair => pair.Key != slot.Name).ToDictionary() });
        slot.Dispose();
        SlotLog.Stopped(_logger, slot.Name, slot.Spec.Release);
    }

    private void Remember(SlotRecord record) =>
        Remember(memory => memory with { Slots = new Dictionary<string, SlotRecord>(memory.Slots) { [record.Name] = record } }, Route);

    private void Changed(SlotInstance slot)
    {
        SlotLog.Changed(_logger, slot.Name, slot.Health.Condition, slot.Health.Reason);
        if (slot.IsReady)
        {
            Remember(slot.Record()); // Once ready, it is started again if it ends.
        }
        lock (_remembering)
        {
            Route();
        }
    }

    /// <summary>
    /// Tells the router where requests go: to the ready instances that take traffic, or where none is ready, to those that run.
    /// </summary>
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
        _active.Set(up.Any(slot => slot.IsReady) ? up.FindAll(slot => slot.IsReady) : up);
    }
}
