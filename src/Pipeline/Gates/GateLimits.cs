namespace MalariaPredictor.Pipeline.Gates;

/// <summary>Where the gates draw their lines.</summary>
internal sealed record GateLimits
{
    /// <summary>The new slot may take so many times as long as the old one.</summary>
    public double SlowerRatio { get; init; } = 2;

    /// <summary>Less than this is never called slower: on a busy machine it is noise.</summary>
    public TimeSpan SlowerFloor { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests to each slot that its latency is measured by.</summary>
    public int LatencyRequests { get; init; } = 30;

    /// <summary>How many of the requests seen lately are replayed.</summary>
    public int ReplayedRequests { get; init; } = 20;

    /// <summary>Fewer errors than these after the switch may be anyone's.</summary>
    public int FewErrors { get; init; } = 3;

    /// <summary>A larger share of the requests after the switch is the release's.</summary>
    public double LargestErrorShare { get; init; } = 0.01;
}
