using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Process.Control;

/// <summary>What a slot is to run.</summary>
/// <param name="Slot">The slot's name.</param>
/// <param name="Release">Given to the process as RELEASE_ID; it must answer with it.</param>
/// <param name="Commit">Shown in the status.</param>
/// <param name="Artifact">The published folder.</param>
/// <param name="Environment">The release's configuration: environment variables, no secrets.</param>
/// <param name="Instances">How many processes of it.</param>
internal sealed record StartSlot(
    string Slot,
    string Release,
    string Commit,
    string Artifact,
    IReadOnlyDictionary<string, string> Environment,
    int Instances = 1
);

internal sealed record StopSlot(string Slot);

/// <summary>Sends all new requests to a slot, provided that it is ready and runs that release.</summary>
internal sealed record SwitchTo(string Slot, string Release);

/// <summary>Brings a database to the schema of a release.</summary>
/// <param name="Artifact">The published folder whose migrations are run.</param>
/// <param name="Environment">Environment variables, which name the database. Kept nowhere.</param>
internal sealed record MigrateDatabase(string Artifact, IReadOnlyDictionary<string, string> Environment);

/// <summary>Makes a backup of a database.</summary>
/// <param name="Artifact">The published folder whose program makes it.</param>
/// <param name="Environment">Environment variables, which name the database. Kept nowhere.</param>
internal sealed record BackUpDatabase(string Artifact, IReadOnlyDictionary<string, string> Environment);

/// <param name="ExitCode">Of the process that worked on the database.</param>
/// <param name="LastOutput">What it said last.</param>
/// <param name="Output">What it printed on stdout; null from a host that does not tell.</param>
internal sealed record MigrationResult(int ExitCode, string LastOutput, string? Output = null);

/// <summary>A command the host did not carry out, and why.</summary>
internal sealed record Refusal(string Title, string Detail, int Status);

internal static class FencingToken
{
    /// <summary>
    /// Every changing command carries the token of the release lock it was given under; the host refuses one older than it has seen.
    /// </summary>
    public const string Header = "X-Fencing-Token";
}

/// <summary>The host understood a command and does not carry it out.</summary>
internal sealed class RefusedException(string what, string remedy) : UserFacingException(what, remedy);

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
