using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>Records of checks, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CiRecord))]
[JsonSerializable(typeof(CrashMatrixRow))]
internal sealed partial class CiJson : JsonSerializerContext;
