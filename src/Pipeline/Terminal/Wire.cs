using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>Every document the pipeline reads or writes as JSON; serializers are generated, so that a command starts fast.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(HostMemory))]
[JsonSerializable(typeof(StartSlot))]
[JsonSerializable(typeof(StopSlot))]
[JsonSerializable(typeof(SwitchTo))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class Wire : JsonSerializerContext;
