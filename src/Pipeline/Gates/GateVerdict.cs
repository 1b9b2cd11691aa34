namespace MalariaPredictor.Pipeline.Gates;

/// <summary>What a gate said in the end, as the journal and <c>--json</c> keep it.</summary>
/// <param name="Gate">The gate's name.</param>
/// <param name="Decision">pass, hold (to the end of its time), or fail.</param>
/// <param name="Reason">Why, with the numbers.</param>
internal sealed record GateVerdict(string Gate, Decision Decision, string Reason)
{
    public override string ToString() => $"{Gate}: {Decision.ToString().ToLowerInvariant()}, {Reason}";
}
