using System.Text.Json.Serialization;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>One run of a job.</summary>
/// <param name="Key">Names it: whoever asks for the same run twice gets it once.</param>
/// <param name="Job">Which job.</param>
/// <param name="Cause">schedule, or manual.</param>
/// <param name="QueuedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was begun last; null while it waits.</param>
/// <param name="FinishedAt">When it ended; null until then.</param>
/// <param name="Outcome">succeeded or failed; null until it ended.</param>
/// <param name="Detail">How far it is, then what it did or why it failed.</param>
/// <param name="Owner">The instance that runs or ran it.</param>
/// <param name="Attempts">How often it was begun: more than once where an instance died.</param>
public sealed record JobRun(
    string Key,
    string Job,
    string Cause,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Outcome,
    string Detail,
    string? Owner,
    int Attempts
)
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>waiting, running, succeeded or failed.</summary>
    [JsonInclude]
    public string State => Outcome ?? (StartedAt is null ? "waiting" : "running");
}
