using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What a command that changes what serves came to.</summary>
/// <param name="Outcome">deployed, already-serving, held, rolled-back; failed where the command did not do what it was asked.</param>
/// <param name="Release">The release that serves (or would).</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Artifact">Its artifact's digest.</param>
/// <param name="Previous">The release that served before.</param>
/// <param name="Slot">Where it runs.</param>
/// <param name="Url">Where it is reached.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Steps">The plan, in words.</param>
/// <param name="Verdicts">What the gates said, in the order in which they said it.</param>
/// <param name="Failure">Why it was not done; null when it was.</param>
internal sealed record ReleaseResult(
    string Outcome,
    string Release,
    string Commit,
    string Artifact,
    string? Previous,
    string Slot,
    string Url,
    double Seconds,
    IReadOnlyList<string> Steps,
    IReadOnlyList<GateVerdict> Verdicts,
    string? Failure = null
);
