using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Targets.Process.Control;

/// <summary>What a command and the host say to each other, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(StartSlot))]
[JsonSerializable(typeof(StopSlot))]
[JsonSerializable(typeof(SwitchTo))]
[JsonSerializable(typeof(MigrateDatabase))]
[JsonSerializable(typeof(BackUpDatabase))]
[JsonSerializable(typeof(MigrationResult))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ControlJson : JsonSerializerContext;
