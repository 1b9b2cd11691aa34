using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>A CHAP file that was found to be in order.</summary>
/// <param name="Name">Its name, without directories.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="Observations">What it says.</param>
/// <param name="PeriodTexts">How it writes its periods, by their ordinal.</param>
/// <param name="Simulated">Whether it says that its values are simulated.</param>
/// <param name="Places">The places of <see cref="ObservationBatch.Locations"/>, in that order, and the groups they are part of.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record ChapFile(
    string Name,
    string Sha256,
    ObservationBatch Observations,
    IReadOnlyDictionary<int, string> PeriodTexts,
    bool Simulated,
    IReadOnlyList<FilePlace> Places,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The parents of groups that had rows of their own, which were left out.</summary>
    public IReadOnlyList<ParentLine> Groups { get; init; } = [];
}
