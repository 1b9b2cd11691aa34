using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Resources;

/// <summary>What a setup found, would do and did: the document of <c>--json</c>.</summary>
/// <param name="Outcome">planned, nothing-to-do, applied, held or failed.</param>
/// <param name="Resources">Every resource that was looked at.</param>
/// <param name="Failure">Why it failed, or what is held.</param>
internal sealed record SetupDocument(
    string Outcome,
    [property: JsonPropertyName("things")] IReadOnlyList<SetupEntry> Resources,
    string? Failure = null
)
{
    public const string Planned = "planned";
    public const string NothingToDo = "nothing-to-do";
    public const string Applied = "applied";
    public const string Held = "held";
    public const string Failed = "failed";
}

/// <param name="Area">Such as kubernetes.</param>
/// <param name="Environment">Null where all share it.</param>
/// <param name="Name">Of the resource.</param>
/// <param name="Drift">How it differed before.</param>
/// <param name="Details">Where it differs, or why it is held or left out.</param>
/// <param name="Result">What was done: made, changed, held, failed, not-attempted; null where there was nothing to do.</param>
internal sealed record SetupEntry(
    string Area,
    string? Environment,
    string Name,
    [property: JsonPropertyName("standing")] Drift Drift,
    IReadOnlyList<string> Details,
    string? Result = null
)
{
    public const string Made = "made";
    public const string Changed = "changed";
    public const string HeldBack = "held";
    public const string Failed = "failed";
    public const string NotAttempted = "not-attempted";
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SetupDocument))]
internal sealed partial class SetupJson : JsonSerializerContext;

/// <summary>A setup that stopped in the middle: what was done before, what failed and why, what was not attempted.</summary>
internal sealed class SetupFailure(SetupDocument reached, string what, UserFacingException cause)
    : UserFacingException(
        $"{what}\n  {Counts(reached)}",
        $"{cause.Remedy}\n  → Then run the same command again: what is done stays, and the rest is resumed.",
        cause
    )
{
    public SetupDocument Reached => reached with { Failure = what };

    private static string Counts(SetupDocument reached)
    {
        var done = reached
            .Resources.Where(resource => resource.Result is SetupEntry.Made or SetupEntry.Changed)
            .Select(resource => resource.Name)
            .ToList();
        var left = reached.Resources.Count(resource =>
            resource.Result == SetupEntry.NotAttempted && resource.Drift is Drift.Missing or Drift.Differs
        );
        return $"Done before that: {(done.Count == 0 ? "nothing" : string.Join(", ", done))}. Not attempted: {left} more.";
    }
}
