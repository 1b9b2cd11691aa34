namespace MalariaPredictor.Forecasting.Nowcasts;

/// <summary>
/// The final counts of the newest periods, estimated from what is known of them and from how earlier counts grew. Used only where a replay
/// of the past shows that the estimates are nearer to the final counts than the counts known at the time were.
/// </summary>
public sealed class Nowcast
{
    /// <summary>Reports have to have come in so many periods.</summary>
    public const int FewestVintages = 8;

    /// <summary>The replay needs estimates made in so many periods.</summary>
    public const int FewestOrigins = 4;

    private Nowcast(
        NowcastState state,
        int vintages,
        ReportingDelay? delay,
        NowcastReplay? replay,
        IReadOnlyList<EstimatedCount> estimates
    ) => (State, Vintages, Delay, Replay, Estimates) = (state, vintages, delay, replay, estimates);

    /// <summary>Whether the estimates are used, or why not.</summary>
    public NowcastState State { get; }

    /// <summary>In how many periods reports came.</summary>
    public int Vintages { get; }

    /// <summary>How counts grow; null with too few vintages.</summary>
    public ReportingDelay? Delay { get; }

    /// <summary>How estimates did in the past; null with too few vintages, or where counts do not grow.</summary>
    public NowcastReplay? Replay { get; }

    /// <summary>The counts that are expected to grow, by place and period; empty unless <see cref="State"/> is on.</summary>
    public IReadOnlyList<EstimatedCount> Estimates { get; }

    /// <summary>Nothing is known of how counts grow.</summary>
    public static Nowcast None(int vintages) => new(NowcastState.TooFewVintages, vintages, null, null, []);

    /// <summary>Decides and estimates, as of the triangle's last period. The same triangle gives the same bits.</summary>
    public static Nowcast Of(ReportingTriangle triangle)
    {
        var vintages = triangle.Vintages;
        if (vintages < FewestVintages)
        {
            return None(vintages);
        }

        var delay = ReportingDelay.Learn(triangle, triangle.Periods - 1);
        if (!delay.IsLearned)
        {
            return new Nowcast(NowcastState.TooFewVintages, vintages, delay, null, []);
        }

        if (delay.Settled == 0 || delay.Growth(delay.First) <= 1 + ReportingDelay.Remaining)
        {
            return new Nowcast(NowcastState.NotLate, vintages, delay, null, []);
        }

        var replay = NowcastReplay.Of(triangle, delay.Settled);
        var state =
            replay.Origins < FewestOrigins ? NowcastState.TooFewVintages
            : replay.IsBetter ? NowcastState.On
            : NowcastState.NotBetter;
        return new Nowcast(state, vintages, delay, replay, state == NowcastState.On ? [.. EstimatedCount.Of(triangle, delay)] : []);
    }
}

/// <summary>Whether estimates are used, or why not.</summary>
public enum NowcastState
{
    /// <summary>Forecasts start from estimates.</summary>
    On,

    /// <summary>It is not known how counts grow: reports came in too few periods.</summary>
    TooFewVintages,

    /// <summary>Counts hardly grow after they were first known.</summary>
    NotLate,

    /// <summary>In the past, estimates were not nearer to the final counts than the counts known at the time.</summary>
    NotBetter,
}

/// <summary>A count that is expected to grow.</summary>
/// <param name="Location">Index of the place.</param>
/// <param name="Period">Index of the period.</param>
/// <param name="Delay">How many periods later it is known by now.</param>
/// <param name="Known">The cases known.</param>
/// <param name="Final">The cases expected in the end.</param>
public readonly record struct EstimatedCount(int Location, int Period, int Delay, double Known, FinalCount Final)
{
    internal static IEnumerable<EstimatedCount> Of(ReportingTriangle triangle, ReportingDelay delays)
    {
        var now = triangle.Periods - 1;
        for (var location = 0; location < triangle.Locations; location++)
        {
            for (var delay = Math.Min(delays.Settled - 1, now); delay >= delays.First; delay--)
            {
                var known = triangle.At(location, now - delay, delay);
                if (known > 0 && delays.Estimate(location, delay, known) is var final && final.Median > known)
                {
                    yield return new EstimatedCount(location, now - delay, delay, known, final);
                }
            }
        }
    }
}
