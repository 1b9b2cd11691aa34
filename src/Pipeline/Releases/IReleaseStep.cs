using MalariaPredictor.Pipeline.Gates;

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

    /// <summary>Whether the work of this step is already done. Changes nothing.</summary>
    Task<bool> IsDoneAsync(CancellationToken cancellationToken);

    /// <returns>What was done or found, in a few words.</returns>
    Task<string> ActAsync(CancellationToken cancellationToken);

    /// <summary>Restores the state before the step; also when <see cref="ActAsync"/> ended half-way or never began.</summary>
    Task UndoAsync(CancellationToken cancellationToken);

    /// <summary>The result of undoing it, in words; null when there is nothing to report.</summary>
    string? Undone => null;
}

/// <summary>A step at which gates judge.</summary>
internal interface IJudging
{
    /// <summary>The verdict of each gate so far.</summary>
    IReadOnlyList<GateVerdict> Verdicts { get; }
}

/// <summary>
/// A step that finds out with which model the release is kept. Models go live by themselves, so this is a fact of that moment.
/// </summary>
internal interface IServing
{
    /// <summary>Its digest; null where it is not known (yet).</summary>
    string? Model { get; }
}

/// <summary>The steps' names, as the journal keeps them.</summary>
internal static class StepNames
{
    public const string Preflight = "preflight";
    public const string Backup = "backup";
    public const string Migrate = "migrate";
    public const string Data = "data";
    public const string Start = "start";
    public const string Switch = "switch";
    public const string Watch = "watch";

    /// <summary>From here on an operation is only ever finished, never undone.</summary>
    public const string Commit = "commit";

    public const string Retire = "retire";

    private const string GatePrefix = "gate ";

    /// <summary>Each gate before the switch is a step of its own.</summary>
    public static string Gate(string gate) => GatePrefix + gate;

    public static bool IsHook(string step) => step.StartsWith("hook ", StringComparison.Ordinal);

    public static bool IsGate(string step) => step.StartsWith(GatePrefix, StringComparison.Ordinal);
}
