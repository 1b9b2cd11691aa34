namespace MalariaPredictor.Pipeline.Gates;

/// <summary>One question about the new slot. Asked as often as it holds, within the time a release gives it; it changes nothing.</summary>
internal interface IGate
{
    string Name { get; }

    /// <summary>What it will look at and where its limits are, for the plan.</summary>
    string Judges { get; }

    Task<Verdict> JudgeAsync(CancellationToken cancellationToken);
}
