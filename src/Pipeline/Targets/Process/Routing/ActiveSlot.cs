using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// The one slot that takes traffic: a single reference, so a switch is one write. Requests that find no slot open wait here for
/// the next, within their time and up to a number; nothing else is buffered.
/// </summary>
internal sealed class ActiveSlot(TimeProvider time)
{
    private const int MostWaiting = 2000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private volatile TaskCompletionSource _changed = NewSignal();
    private volatile SlotInstance? _current;
    private volatile bool _expected;
    private int _waiting;

    public SlotInstance? Current => _current;

    public int Waiting => Volatile.Read(ref _waiting);

    public void Set(SlotInstance instance)
    {
        _expected = true;
        instance.Gate.Open();
        _current = instance;
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    /// <summary>The active slot's process has ended and another is coming: requests wait for it rather than fail.</summary>
    public void Expect()
    {
        _expected = true;
        _current = null;
    }

    /// <summary>No slot is active, nor on its way.</summary>
    public void Clear()
    {
        _expected = false;
        _current = null;
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    /// <summary>Enters the active slot's gate; null when there is none, or none in time.</summary>
    public ValueTask<SlotInstance?> EnterAsync(long deadline, CancellationToken cancel) =>
        _current is { } slot && slot.Gate.TryEnter() ? ValueTask.FromResult<SlotInstance?>(slot) : WaitAsync(deadline, cancel);

    /// <summary>A moment's wait after a slot did not take a request, ended early by a switch.</summary>
    public async Task<bool> PauseAsync(Task changed, long deadline, CancellationToken cancel)
    {
        if (!_expected || time.GetTimestamp() >= deadline || Interlocked.Increment(ref _waiting) > MostWaiting)
            return false;
        try
        {
            await changed.WaitAsync(LookAgain, time, cancel);
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

    /// <summary>Completes at the next change; taken before looking at <see cref="Current"/>, so that none is missed.</summary>
    public Task Changed => _changed.Task;

    private async ValueTask<SlotInstance?> WaitAsync(long deadline, CancellationToken cancel)
    {
        do
        {
            var changed = Changed;
            if (_current is { } slot && slot.Gate.TryEnter())
                return slot;
            if (!await PauseAsync(changed, deadline, cancel))
                return null;
        }
        while (true);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
