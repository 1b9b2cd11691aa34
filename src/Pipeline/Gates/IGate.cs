using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>
/// A gate as an environment asks for it: which, and where its limits are. Knows nothing of the release that it will judge.
/// </summary>
internal interface IGateSpec : INamedSetting
{
    IGate Create(GateSubject subject, TimeProvider time);
}

/// <summary>One question about the new slot. Asked as often as it holds, within the time a release gives it; it changes nothing.</summary>
internal interface IGate
{
    string Name { get; }

    /// <summary>What it will look at and where its limits are, for the plan.</summary>
    string Judges { get; }

    Task<Verdict> JudgeAsync(CancellationToken cancellationToken);
}

/// <summary>What gates judge.</summary>
/// <param name="Probe">Observes both slots and sends them requests.</param>
/// <param name="Slot">The new release's slot.</param>
/// <param name="Release">The new release's id.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="OldSlot">The slot that serves; null for the first release.</param>
internal sealed record GateSubject(ISlotProbe Probe, string Slot, string Release, string Commit, string? OldSlot)
{
    public Task<SlotAnswer> AskNewAsync(string path, CancellationToken cancellationToken) => Probe.AskAsync(Slot, path, cancellationToken);

    /// <summary>
    /// Why there is no old release to compare with; null when there is one. A release that is itself broken must not stand in the
    /// way of the one that fixes it.
    /// </summary>
    public async Task<string?> WithoutOldAsync(CancellationToken cancellationToken)
    {
        if (OldSlot is null)
        {
            return "there is no release before to compare with";
        }
        return (await Probe.ObserveAsync(cancellationToken)).Find(OldSlot) is { Answers: true }
            ? null
            : "no instance of the release before answers, so there is nothing to compare with";
    }
}
