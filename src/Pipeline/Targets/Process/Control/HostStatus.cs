using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Control;

/// <summary>What the host says about itself.</summary>
internal sealed record HostStatus(
    ProcessIdentity Process,
    string Url,
    int Port,
    DateTimeOffset Since,
    string? Active,
    long Fence,
    int Waiting,
    IReadOnlyList<SlotStatus> Slots,
    string? Sharing = null
)
{
    public SlotStatus? Find(string slot) => Slots.FirstOrDefault(status => status.Name == slot);

    [JsonIgnore]
    public SlotStatus? ActiveSlot => Active is null ? null : Find(Active);
}

/// <summary>One instance of a slot; the first bears the slot's name.</summary>
internal sealed record SlotStatus(
    string Name,
    string Release,
    string Commit,
    string Artifact,
    SlotCondition Condition,
    string Reason,
    int Pid,
    int Port,
    int MetricsPort,
    DateTimeOffset Since,
    int Restarts,
    SlotTraffic Traffic,
    string Log,
    string? Slot = null
)
{
    /// <summary>The slot that it is of.</summary>
    [JsonIgnore]
    public string SlotName => Slot ?? Name;
}
