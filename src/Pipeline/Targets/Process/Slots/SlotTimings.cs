namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>How long the host waits for what.</summary>
internal sealed record SlotTimings
{
    /// <summary>
    /// Between looks at a slot's process; its readiness is asked at every look until it is ready, then each <see cref="ProbeEvery"/>.
    /// </summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For requests in flight to finish before a slot is stopped; longer ones are cut.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For a request that no slot can take at the moment; then it is answered 503.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A slot that was ready and answers nothing for so long hangs: it is killed and started again.</summary>
    public TimeSpan Hang => Hold;

    /// <summary>The same for one that was started again and has not answered yet: starting may take long.</summary>
    public TimeSpan SilentStart { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan FirstRestart { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LastRestart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before the n-th start in a row (n from 0): doubled each time, up to <see cref="LastRestart"/>.</summary>
    public TimeSpan Pause(int restarts) => TimeSpan.FromTicks(Math.Min(LastRestart.Ticks, FirstRestart.Ticks << Math.Min(restarts, 20)));
}
