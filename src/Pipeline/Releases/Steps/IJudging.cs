using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>A step at which gates judge.</summary>
internal interface IJudging
{
    /// <summary>What each has said in the end; while the step is under way, as far as it is known.</summary>
    IReadOnlyList<GateVerdict> Verdicts { get; }
}
