using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What commands print about deployments with <c>--json</c>, and plans, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ReleaseResult))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ReleaseEntry[]))]
[JsonSerializable(typeof(ReleaseDiff))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(ReleasePlan))]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(Reconciliation))]
[JsonSerializable(typeof(KnownSource))]
[JsonSerializable(typeof(DataImportResult))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
