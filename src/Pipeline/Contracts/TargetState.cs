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
