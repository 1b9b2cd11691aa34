namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

internal sealed class TrafficCounter
{
    private long _broken;
    private long _requests;
    private long _serverErrors;

    public void Answered(int status)
    {
        Interlocked.Increment(ref _requests);
        if (status >= 500)
            Interlocked.Increment(ref _serverErrors);
    }

    public void Broke()
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _broken);
    }

    public SlotTraffic Read(long inFlight) =>
        new(Interlocked.Read(ref _requests), inFlight, Interlocked.Read(ref _serverErrors), Interlocked.Read(ref _broken));
}
