namespace MalariaPredictor.Pipeline.Releases;

internal enum OperationKind
{
    Deploy,
    Rollback,
}

/// <summary>
/// One change of what serves, written whole into the journal before anything is done: whoever finds it unfinished can finish or undo it.
/// </summary>
/// <param name="Id">Unique.</param>
/// <param name="Kind">What it is.</param>
/// <param name="From">The release that served before; null for the first.</param>
/// <param name="FromSlot">Where that ran.</param>
/// <param name="To">The release that shall serve.</param>
/// <param name="Slot">Where it shall run.</param>
/// <param name="Displaced">The release that was warm in that slot and makes room; put back if the operation is undone.</param>
/// <param name="Steps">The names of the steps, in order.</param>
/// <param name="Owner">Who gave the command.</param>
/// <param name="Reason">Why, in the words of who gave it.</param>
/// <param name="PlanDigest">The seal of the plan that it carries out; null for a rollback.</param>
/// <param name="Strategy">How the traffic changes: whoever takes the operation up goes by this, whatever the environment says by
/// then.</param>
/// <param name="Instances">How many of the new release shall serve.</param>
/// <param name="FromInstances">How many of the old one did.</param>
internal sealed record Operation(
    string Id,
    OperationKind Kind,
    string? From,
    string? FromSlot,
    string To,
    string Slot,
    string? Displaced,
    IReadOnlyList<string> Steps,
    string Owner,
    string? Reason = null,
    string? PlanDigest = null,
    Strategy Strategy = Strategy.BlueGreen,
    int Instances = 1,
    int FromInstances = 1
)
{
    /// <summary>True where the old release makes room instance by instance; the first of all has nobody to do so.</summary>
    public bool Rolls => Strategy == Strategy.Rolling && FromSlot is not null;

    /// <summary>What serves once this is undone, in words.</summary>
    /// <param name="serves">The release that does; null for none.</param>
    public string Undone(string? serves) =>
        serves == From
            ? From is null
                ? "nothing serves, as before"
                : $"release {From} serves, as before"
            : serves is null
                ? $"nothing serves; release {From} did before"
                : serves == To
                    ? $"release {To} keeps the traffic, since there is no release to go back to"
                    : $"release {serves} serves";

    /// <summary>True where the target itself puts the new release in the old one's place, so that nothing of the old one is left.</summary>
    public bool IsInPlace => FromSlot == Slot;
}
