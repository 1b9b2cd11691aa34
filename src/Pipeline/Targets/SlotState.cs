namespace MalariaPredictor.Pipeline.Targets;

/// <summary>Where a release runs, or ran, and how it does.</summary>
internal sealed record SlotState(string Name, string Release, SlotCondition Condition, string Reason, SlotTraffic Traffic);

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
internal sealed record SlotTraffic(long Requests, long InFlight, long ServerErrors, long Broken);
