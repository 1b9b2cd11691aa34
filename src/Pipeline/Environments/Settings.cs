using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>Everything an environment file may say.</summary>
internal static class Settings
{
    private const double Hour = 3600;

    public static IReadOnlyList<Setting> All { get; } =
    [
        Seconds("timings.ready", "Seconds that a started slot may take to be ready.", t => t.Ready, (t, v) => t with { Ready = v }),
        Seconds("timings.verify", "Seconds that a gate may hold before the release is rolled back.", t => t.Verify, (t, v) => t with { Verify = v }),
        Seconds("timings.watch", "Seconds for which the new slot is watched under traffic before it is kept.", t => t.Watch, (t, v) => t with { Watch = v }),
        Seconds("timings.drain", "Seconds that the old slot's requests in flight are waited for.", t => t.Retire, (t, v) => t with { Retire = v }),
        Count("gates.replay.requests", "How many of the requests seen lately are replayed on both slots, besides the built-in sample.", 0, 512,
            g => g.ReplayedRequests, (g, v) => g with { ReplayedRequests = v }),
        Count("gates.latency.requests", "Requests to each slot that its latency is measured by.", 5, 1000,
            g => g.LatencyRequests, (g, v) => g with { LatencyRequests = v }),
        Limit("gates.latency.ratio", "The new slot may take so many times as long as the old one.", 1, 100,
            g => g.SlowerRatio, (g, v) => g with { SlowerRatio = v }),
        Limit("gates.latency.floor", "Milliseconds by which the new slot must be slower at least to be called slower.", 0, 60_000,
            g => g.SlowerFloor.TotalMilliseconds, (g, v) => g with { SlowerFloor = TimeSpan.FromMilliseconds(v) }),
        Count("gates.watch.errors", "Fewer errors than these after the switch may be anyone's.", 1, 1_000_000,
            g => g.FewErrors, (g, v) => g with { FewErrors = v }),
        Limit("gates.watch.share", "The largest share of the requests after the switch that may fail.", 0, 1,
            g => g.LargestErrorShare, (g, v) => g with { LargestErrorShare = v }),
        new("keep.releases", "The newest releases whose artifacts are kept; what runs is always kept.", 2, 1000, Whole: true,
            t => t.KeptReleases, (t, v) => t with { KeptReleases = (int)v }),
    ];

    private static Setting Seconds(string path, string description, Func<ReleaseTimings, TimeSpan> get, Func<ReleaseTimings, TimeSpan, ReleaseTimings> with) =>
        new(path, description, 0, Hour, Whole: false, t => get(t).TotalSeconds, (t, value) => with(t, TimeSpan.FromSeconds(value)));

    private static Setting Count(string path, string description, double minimum, double maximum, Func<GateLimits, int> get, Func<GateLimits, int, GateLimits> with) =>
        new(path, description, minimum, maximum, Whole: true, t => get(t.Gates), (t, value) => t with { Gates = with(t.Gates, (int)value) });

    private static Setting Limit(string path, string description, double minimum, double maximum, Func<GateLimits, double> get, Func<GateLimits, double, GateLimits> with) =>
        new(path, description, minimum, maximum, Whole: false, t => get(t.Gates), (t, value) => t with { Gates = with(t.Gates, value) });
}
