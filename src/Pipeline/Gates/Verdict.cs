namespace MalariaPredictor.Pipeline.Gates;

internal enum Decision
{
    Pass,

    /// <summary>Not known yet. Never taken for a pass: it is asked again, and rolled back when the time is over.</summary>
    Hold,

    /// <summary>Asking again would not change it.</summary>
    Fail,
}

/// <param name="Decision">What is to happen.</param>
/// <param name="Reason">Why, with the numbers.</param>
internal sealed record Verdict(Decision Decision, string Reason)
{
    public static Verdict Pass(string reason) => new(Decision.Pass, reason);

    public static Verdict Hold(string reason) => new(Decision.Hold, reason);

    public static Verdict Fail(string reason) => new(Decision.Fail, reason);
}

/// <summary>What a gate said in the end, as the journal and <c>--json</c> keep it.</summary>
/// <param name="Gate">The gate's name.</param>
/// <param name="Decision">pass, hold (to the end of its time), or fail.</param>
/// <param name="Reason">Why, with the numbers.</param>
internal sealed record GateVerdict(string Gate, Decision Decision, string Reason)
{
    public override string ToString() => $"{Gate}: {Decision.ToString().ToLowerInvariant()}, {Reason}";
}
