namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>Where a job stands; the names are chapkit's. Immutable: a job that moves on is a new record.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Status">pending, running, completed, failed or canceled.</param>
/// <param name="SubmittedAt">When it was asked for.</param>
/// <param name="StartedAt">When its turn came.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Error">What went wrong and what to do, in a sentence.</param>
/// <param name="ErrorTraceback">Never any: the log holds what only a developer understands.</param>
/// <param name="ArtifactId">What it made, once completed.</param>
public sealed record JobRecord(
    string Id,
    string Status,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? FinishedAt = null,
    string? Error = null,
    string? ErrorTraceback = null,
    string? ArtifactId = null
);

/// <summary>The answer to a request that became a job.</summary>
public sealed record Submitted(string JobId, string ArtifactId, string Message);
