using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What a target shows of itself at one moment.</summary>
/// <param name="Active">The slot that takes the traffic; null before the first release.</param>
/// <param name="Slots">The slots that hold a release.</param>
internal sealed record TargetState(string? Active, IReadOnlyList<SlotState> Slots)
{
    public const string Blue = "blue";
    public const string Green = "green";

    public SlotState? ActiveSlot => Active is null ? null : Find(Active);

    /// <summary>The only slot of an environment that rolls: a release takes the place of the one before, pod by pod.</summary>
    public const string Only = "only";

    /// <summary>Whether there is but one slot.</summary>
    public bool Rolls { get; init; }

    /// <summary>Where the next release goes.</summary>
    public string IdleSlot =>
        Rolls ? Only
        : Active == Blue ? Green
        : Blue;

    public SlotState? Find(string slot) => Slots.FirstOrDefault(state => state.Name == slot);

    public SlotState? Running(string release) =>
        Slots.FirstOrDefault(state => state.Release == release && state.Condition != SlotCondition.Failed);
}

/// <summary>Where a release runs, or ran, and how it does.</summary>
/// <param name="Name">The slot.</param>
/// <param name="Release">What runs there.</param>
/// <param name="Condition">Ready when all its instances are; else that of one that is not.</param>
/// <param name="Reason">Why it is in that condition.</param>
/// <param name="Traffic">Of all its instances.</param>
/// <param name="Instances">How many it has.</param>
/// <param name="Serving">How many of these answer at this moment, where the slot is not ready as a whole.</param>
internal sealed record SlotState(
    string Name,
    string Release,
    SlotCondition Condition,
    string Reason,
    SlotTraffic Traffic,
    int Instances = 1,
    int Serving = 0
)
{
    /// <summary>Whether a question to the slot finds somebody to answer it.</summary>
    [JsonIgnore]
    public bool Answers => Condition == SlotCondition.Ready || Serving > 0;
}

internal enum SlotCondition
{
    /// <summary>Started, and has not been ready yet.</summary>
    Starting,

    Ready,

    /// <summary>Was ready; says or shows that it is not now.</summary>
    Unready,

    /// <summary>Ended although it should run; it is started again after a pause.</summary>
    Restarting,

    /// <summary>Ended before it was ever ready: it is not tried again.</summary>
    Failed,
}

/// <summary>The router's own count of what it sent to a slot.</summary>
/// <param name="Requests">Requests finished.</param>
/// <param name="InFlight">Requests begun and not finished.</param>
/// <param name="ServerErrors">Answers 5xx that the slot itself gave.</param>
/// <param name="Broken">Requests that the slot did not answer, or not to the end.</param>
/// <param name="Latencies">How long the answered ones took; null from a host that does not measure it.</param>
internal sealed record SlotTraffic(long Requests, long InFlight, long ServerErrors, long Broken, LatencyHistogram? Latencies = null)
{
    public static SlotTraffic None { get; } = new(0, 0, 0, 0);

    [JsonIgnore]
    public LatencyHistogram Latency => Latencies ?? LatencyHistogram.Empty;

    /// <summary>What came after an earlier reading. A count that went back began anew: the process was started again.</summary>
    public SlotTraffic Since(SlotTraffic before) =>
        Requests < before.Requests
            ? this
            : this with
            {
                Requests = Requests - before.Requests,
                ServerErrors = ServerErrors - before.ServerErrors,
                Broken = Broken - before.Broken,
                Latencies = Latency.Since(before.Latency),
            };

    public SlotTraffic Plus(SlotTraffic other) =>
        new(
            Requests + other.Requests,
            InFlight + other.InFlight,
            ServerErrors + other.ServerErrors,
            Broken + other.Broken,
            Latency.Plus(other.Latency)
        );
}
