using System.Text.Json.Serialization;

namespace MalariaPredictor.Backend.Status;

/// <summary>The answer of a health endpoint: ready when each part is.</summary>
public sealed record HealthReport(string Status, string Release, IReadOnlyList<HealthCheck> Checks)
{
    [JsonIgnore]
    public bool Ready => Status == HealthCheck.ReadyText;

    public static HealthReport Of(string release, params IReadOnlyList<HealthCheck> checks) =>
        new(checks.All(check => check.Status == HealthCheck.ReadyText) ? HealthCheck.ReadyText : HealthCheck.UnreadyText, release, checks);
}

/// <summary>One part's state, with the reason in words: what a person woken by it reads first.</summary>
public sealed record HealthCheck(string Name, string Status, string Reason)
{
    public const string ReadyText = "ready";
    public const string UnreadyText = "unready";

    public static HealthCheck Ready(string name, string reason) => new(name, ReadyText, reason);

    public static HealthCheck Unready(string name, string reason) => new(name, UnreadyText, reason);
}
