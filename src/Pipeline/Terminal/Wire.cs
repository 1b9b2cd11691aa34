using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Operations;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Security;
using MalariaPredictor.Pipeline.Setup.Things;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>Every document the pipeline reads or writes as JSON; serializers are generated, so that a command starts fast.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(HostMemory))]
[JsonSerializable(typeof(StartSlot))]
[JsonSerializable(typeof(StopSlot))]
[JsonSerializable(typeof(SwitchTo))]
[JsonSerializable(typeof(MigrateDatabase))]
[JsonSerializable(typeof(BackUpDatabase))]
[JsonSerializable(typeof(MigrationResult))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(LockRecord))]
[JsonSerializable(typeof(HostPlace))]
[JsonSerializable(typeof(ReleaseResult))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ReleaseEntry[]))]
[JsonSerializable(typeof(ReleaseDiff))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(CiRecord))]
[JsonSerializable(typeof(ReleasePlan))]
[JsonSerializable(typeof(RegisteredModel[]))]
[JsonSerializable(typeof(MigrationScript[]))]
[JsonSerializable(typeof(MigrationReview[]))]
[JsonSerializable(typeof(SecurityReview))]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(Reconciliation))]
[JsonSerializable(typeof(CrashMatrixRow))]
[JsonSerializable(typeof(SetupDocument))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class Wire : JsonSerializerContext;
