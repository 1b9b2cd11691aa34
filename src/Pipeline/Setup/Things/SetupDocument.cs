using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>What a setup found, would do and did: the document of <c>--json</c>.</summary>
/// <param name="Outcome">planned, nothing-to-do, applied, held or failed.</param>
/// <param name="Things">Every thing that was looked at.</param>
/// <param name="Failure">Why it failed, or what is held.</param>
internal sealed record SetupDocument(string Outcome, IReadOnlyList<SetupEntry> Things, string? Failure = null)
{
    public const string Planned = "planned";
    public const string NothingToDo = "nothing-to-do";
    public const string Applied = "applied";
    public const string Held = "held";
    public const string Failed = "failed";
}

/// <param name="Area">Such as kubernetes.</param>
/// <param name="Environment">Null where all share it.</param>
/// <param name="Name">Of the thing.</param>
/// <param name="Standing">How it stood before.</param>
/// <param name="Details">Where it differs, or why it is held or left out.</param>
/// <param name="Result">What was done: made, changed, held, failed, not-attempted; null where there was nothing to do.</param>
internal sealed record SetupEntry(
    string Area,
    string? Environment,
    string Name,
    Standing Standing,
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
