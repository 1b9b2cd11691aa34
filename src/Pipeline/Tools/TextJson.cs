using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>Plain text values as JSON: names with their values, and lists.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class TextJson : JsonSerializerContext;
