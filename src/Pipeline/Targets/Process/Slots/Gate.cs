namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// Counts the requests in flight to one slot and knows when the last has left. Entering and closing are one atomic word, so no
/// request slips in after the gate was found empty. A gate that was closed opens again: a drained slot is kept for a rollback.
/// </summary>
internal sealed class Gate
{
    private const long Closed = 1L << 62;
    private readonly Lock _waiting = new();
    private TaskCompletionSource? _empty;
    private long _word;

    public long InFlight => Interlocked.Read(ref _word) & ~Closed;

    /// <summary>False when the gate is closed; else the caller must <see cref="Leave"/> exactly once.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _word) & Closed) == 0)
        {
            return true;
        }
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _word) != Closed)
        {
            return;
        }
        lock (_waiting)
        {
            _empty?.TrySetResult();
        }
    }

    public void Open() => Interlocked.And(ref _word, ~Closed);

    /// <summary>Lets nobody in any more; completes when the last request has left.</summary>
    public Task CloseAsync()
    {
        lock (_waiting)
        {
            if (_empty is null or { Task.IsCompleted: true })
            {
                _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            Interlocked.Or(ref _word, Closed);
            if (Interlocked.Read(ref _word) == Closed)
            {
                _empty.TrySetResult();
            }
            return _empty.Task;
        }
    }
}
