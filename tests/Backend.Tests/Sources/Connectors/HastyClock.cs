namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

/// <summary>A clock on which every wait is over at once, and has taken its time all the same.</summary>
internal sealed class HastyClock(DateTimeOffset start) : TimeProvider
{
    private long _waited;

    /// <summary>All waits together.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waited));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _waited, by.Ticks);

    public override DateTimeOffset GetUtcNow() => start + Waited;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Interlocked.Add(ref _waited, dueTime.Ticks);
        }

        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
