namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// One step of an operation. It looks, acts, and looks again; each part may be repeated, by this process or by the one that follows its
/// crash.
/// </summary>
internal interface IReleaseStep
{
    string Name { get; }

    /// <summary>What it will do, for the plan.</summary>
    string Intent { get; }

    /// <summary>Whether the world already is as this step leaves it. Only looks.</summary>
    Task<bool> IsDoneAsync(CancellationToken cancellationToken);

    /// <returns>What was done or found, in a few words.</returns>
    Task<string> ActAsync(CancellationToken cancellationToken);

    /// <summary>Makes the world as it was before; also when <see cref="ActAsync"/> came only half-way, or never began.</summary>
    Task UndoAsync(CancellationToken cancellationToken);

    /// <summary>What undoing it came to, in words; null where that goes without saying.</summary>
    string? Undone => null;
}
