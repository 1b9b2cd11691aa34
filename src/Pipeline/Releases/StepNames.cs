namespace MalariaPredictor.Pipeline.Releases;

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
