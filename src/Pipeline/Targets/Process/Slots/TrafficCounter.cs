using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>What the router counts of an instance: one interlocked addition for each number, no lock, no allocation.</summary>
internal sealed class TrafficCounter
{
    private readonly long[] _latencies = new long[LatencyHistogram.Buckets];
    private long _broken;
    private long _requests;
    private long _serverErrors;

    /// <param name="status">Of the answer.</param>
    /// <param name="took">From the request's arrival to the answer's last byte; a connection that became another protocol's is not
    /// timed.</param>
    public void Answered(int status, TimeSpan took)
    {
        Interlocked.Increment(ref _requests);
        if (status != StatusCodes.Status101SwitchingProtocols)
        {
            Interlocked.Increment(ref _latencies[LatencyHistogram.BucketOf(took)]);
        }
        if (status >= 500)
        {
            Interlocked.Increment(ref _serverErrors);
        }
    }

    public void Broke()
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _broken);
    }

    public SlotTraffic Read(long inFlight) =>
        new(Interlocked.Read(ref _requests), inFlight, Interlocked.Read(ref _serverErrors), Interlocked.Read(ref _broken), Latencies());

    private LatencyHistogram Latencies()
    {
        var used = Array.FindLastIndex(_latencies, count => count != 0) + 1;
        return new LatencyHistogram(_latencies[..used]);
    }
}
