using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What targets and the release engine exchange, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(LockRecord))]
internal sealed partial class ContractJson : JsonSerializerContext;
