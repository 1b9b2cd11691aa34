namespace MalariaPredictor.Pipeline.Releases;

/// <summary>How long a release waits for what.</summary>
internal sealed record ReleaseTimings
{
    /// <summary>For a started slot to become ready.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>For each gate that holds to let a ready slot pass.</summary>
    public TimeSpan Verify { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the new slot is watched under traffic before the switch is kept.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For the old slot's requests in flight; longer ones go on, there is no need to cut them.</summary>
    public TimeSpan Retire { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);
}
