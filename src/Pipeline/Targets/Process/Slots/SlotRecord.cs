using MalariaPredictor.Pipeline.Targets.Process.Control;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>What the host remembers of a slot: enough to find its process again after the host itself has died.</summary>
internal sealed record SlotRecord(
    StartSlot Spec, ProcessIdentity? Process, int Port, int MetricsPort, DateTimeOffset Since, bool WasReady, int Restarts);

/// <summary>What the host remembers at all.</summary>
/// <param name="Fence">The newest fencing token seen.</param>
/// <param name="Active">The slot that takes the traffic.</param>
/// <param name="Slots">By name.</param>
internal sealed record HostMemory(long Fence, string? Active, IReadOnlyDictionary<string, SlotRecord> Slots)
{
    public static HostMemory Empty { get; } = new(0, null, new Dictionary<string, SlotRecord>());
}
