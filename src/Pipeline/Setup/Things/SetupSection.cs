namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>Things that belong together, in the order in which they are made.</summary>
/// <param name="Area">Such as kubernetes.</param>
/// <param name="Environment">Which they are for; null where all environments share them.</param>
/// <param name="Things">In order: what stands on another comes after it.</param>
/// <param name="Check">Fails where it is known beforehand that whoever runs this may not do it.</param>
internal sealed record SetupSection(
    string Area,
    string? Environment,
    IReadOnlyList<IThing> Things,
    Func<CancellationToken, Task>? Check = null
)
{
    public string Title => Environment is null ? Area : $"{Area}, {Environment}";
}
