using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Targets.Process;

/// <summary>A model as an artifact finds it in its database.</summary>
/// <param name="Name">Of the registered model.</param>
/// <param name="Version">Of it.</param>
/// <param name="Digest">Its identity.</param>
/// <param name="Champion">True for the one that is live.</param>
/// <param name="Whole">True when what is stored still has that digest.</param>
internal sealed record RegisteredModel(string Name, int Version, string Digest, bool Champion, bool Whole);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RegisteredModel[]))]
internal sealed partial class RegisteredModelJson : JsonSerializerContext;
