using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>Migrations and what the lint finds in them, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MigrationScript[]))]
[JsonSerializable(typeof(MigrationReview[]))]
internal sealed partial class MigrationJson : JsonSerializerContext;
