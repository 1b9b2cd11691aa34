namespace MalariaPredictor.Pipeline.Operations;

/// <summary>What a command that changes what serves came to.</summary>
/// <param name="Outcome">deployed, already-serving, held, rolled-back.</param>
/// <param name="Release">The release that serves (or would).</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Artifact">Its artifact's digest.</param>
/// <param name="Previous">The release that served before.</param>
/// <param name="Slot">Where it runs.</param>
/// <param name="Url">Where it is reached.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Steps">The plan, in words.</param>
internal sealed record ReleaseResult(
    string Outcome, string Release, string Commit, string Artifact, string? Previous, string Slot, string Url, double Seconds, IReadOnlyList<string> Steps);
