namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// What takes the traffic: a single reference to the instances, so a switch is one write. Requests that find none open wait here for
/// the next, within their time and up to a number; nothing else is buffered.
/// </summary>
internal sealed class ActiveSlot(TimeProvider time)
{
    private const int MostWaiting = 2000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private volatile TaskCompletionSource _changed = NewSignalAsync();
    private volatile SlotInstance[] _current = [];
    private volatile bool _expected;
    private int _waiting;
    private uint _turn;

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>
    /// From now on requests go to these, and to no other. With none they wait: a process has ended and another is coming.
    /// </summary>
    public void Set(IReadOnlyList<SlotInstance> instances)
    {
        _expected = true;
        var before = _current;
        foreach (var joining in instances)
        {
            joining.Gate.Open();
        }
        _current = [.. instances];
        foreach (var leaving in before.Except(instances))
        {
            _ = leaving.Gate.CloseAsync(); // Its requests in flight finish there.
        }
        Interlocked.Exchange(ref _changed, NewSignalAsync()).TrySetResult();
    }

    /// <summary>Enters the gate of an instance; null when there is none, or none in time.</summary>
    /// <param name="avoid">The one that has just failed the same request; taken again only where there is no other.</param>
    /// <param name="deadline">Until when to wait.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public ValueTask<SlotInstance?> EnterAsync(SlotInstance? avoid, long deadline, CancellationToken cancellationToken) =>
        TryEnter(avoid) is { } slot ? ValueTask.FromResult<SlotInstance?>(slot) : WaitAsync(avoid, deadline, cancellationToken);

    /// <summary>A moment's wait after a slot did not take a request, ended early by a switch.</summary>
    public async Task<bool> PauseAsync(Task changed, long deadline, CancellationToken cancellationToken)
    {
        if (!_expected || time.GetTimestamp() >= deadline || Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            return false;
        }
        try
        {
            await changed.WaitAsync(LookAgain, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Look again: the same slot may be listening by now.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        return true;
    }

    /// <summary>Completes at the next change; taken before looking for an instance, so that none is missed.</summary>
    public Task Changed => _changed.Task;

    /// <summary>The instance with the fewest requests in flight; each in turn where they are equal.</summary>
    private SlotInstance? TryEnter(SlotInstance? avoid)
    {
        var instances = _current;
        if (instances.Length == 1)
        {
            return instances[0].Gate.TryEnter() ? instances[0] : null;
        }
        var start = Interlocked.Increment(ref _turn);
        SlotInstance? best = null;
        for (var i = 0; i < instances.Length; i++)
        {
            var instance = instances[(start + i) % instances.Length];
            if (instance != avoid && (best is null || instance.Gate.InFlight < best.Gate.InFlight))
            {
                best = instance;
            }
        }
        return best is not null && best.Gate.TryEnter() ? best : Array.Find(instances, instance => instance.Gate.TryEnter());
    }

    private async ValueTask<SlotInstance?> WaitAsync(SlotInstance? avoid, long deadline, CancellationToken cancellationToken)
    {
        do
        {
            var changed = Changed;
            if (TryEnter(avoid) is { } slot)
            {
                return slot;
            }
            if (!await PauseAsync(changed, deadline, cancellationToken))
            {
                return null;
            }
        } while (true);
    }

    private static TaskCompletionSource NewSignalAsync() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
