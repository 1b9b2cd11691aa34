using System.Data.Common;
using System.Text.Json.Serialization;
using Dapper;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>
/// The record of all runs, and what makes each of them happen once: an instance runs what it has claimed here, and shows signs of life
/// while it does; what shows none any more may be claimed by another.
/// </summary>
public sealed class JobRuns(Database database, TimeProvider time)
{
    private const string Columns =
        "SELECT run_key AS Key, job AS Job, cause AS Cause, queued_at AS QueuedAt, started_at AS StartedAt, finished_at AS FinishedAt, "
        + "outcome AS Outcome, detail AS Detail, owner AS Owner, attempts AS Attempts FROM job_run";

    private long Now => Instant.ToStored(time.GetUtcNow());

    /// <summary>Asks for a run; asked for again, it is there already.</summary>
    public Task EnqueueAsync(string key, string job, string cause, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
                connection.ExecuteAsync(
                    """
                    INSERT INTO job_run (run_key, job, cause, queued_at, detail, attempts) VALUES (@key, @job, @cause, @now, '', 0)
                    ON CONFLICT (run_key) DO NOTHING
                    """,
                    new
                    {
                        key,
                        job,
                        cause,
                        now = Now,
                    }
                ),
            cancellationToken
        );

    /// <summary>Takes a run that waits, or whose owner has shown no life for so long.</summary>
    /// <returns>False where another has it or had it.</returns>
    public Task<bool> ClaimAsync(string key, string owner, TimeSpan dead, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
                await connection.ExecuteAsync(
                    """
                    UPDATE job_run SET owner = @owner, started_at = @now, heartbeat = @now, attempts = attempts + 1
                    WHERE run_key = @key AND outcome IS NULL AND (owner IS NULL OR heartbeat < @oldest)
                    """,
                    new
                    {
                        key,
                        owner,
                        now = Now,
                        oldest = Now - (long)dead.TotalMilliseconds,
                    }
                ) == 1,
            cancellationToken
        );

    /// <summary>Shows life.</summary>
    /// <returns>False where another has taken the run.</returns>
    public Task<bool> BeatAsync(string key, string owner, CancellationToken cancellationToken) =>
        OwnAsync(key, owner, "heartbeat = @now", null, cancellationToken);

    public Task<bool> ProgressAsync(string key, string owner, string detail, CancellationToken cancellationToken) =>
        OwnAsync(key, owner, "heartbeat = @now, detail = @detail", detail, cancellationToken);

    /// <returns>False where another has taken the run: it will say how it ended.</returns>
    public Task<bool> FinishAsync(string key, string owner, bool succeeded, string detail, CancellationToken cancellationToken) =>
        OwnAsync(
            key,
            owner,
            $"heartbeat = @now, finished_at = @now, detail = @detail, outcome = '{(succeeded ? JobRun.Succeeded : JobRun.Failed)}'",
            detail,
            cancellationToken
        );

    /// <summary>What nobody works at: it waits for longer than it should, or its owner has died.</summary>
    public Task<IReadOnlyList<JobRun>> OrphansAsync(TimeSpan dead, CancellationToken cancellationToken) =>
        QueryAsync(
            " WHERE outcome IS NULL AND COALESCE(heartbeat, queued_at) < @oldest ORDER BY queued_at",
            new { oldest = Now - (long)dead.TotalMilliseconds },
            cancellationToken
        );

    public Task<IReadOnlyList<JobRun>> OfAsync(string job, int most, CancellationToken cancellationToken) =>
        QueryAsync(" WHERE job = @job ORDER BY queued_at DESC, run_key LIMIT @most", new { job, most }, cancellationToken);

    public async Task<JobRun?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await QueryAsync(" WHERE run_key = @key", new { key }, cancellationToken)).SingleOrDefault();

    /// <summary>Of each job its newest run that ended, and its newest that succeeded.</summary>
    public Task<IReadOnlyList<JobRun>> NewestAsync(CancellationToken cancellationToken) =>
        QueryAsync(
            """
             AS run WHERE outcome IS NOT NULL AND finished_at = (
                SELECT MAX(finished_at) FROM job_run AS other WHERE other.job = run.job
                    AND (other.outcome = 'succeeded' OR run.outcome = 'failed') AND other.outcome IS NOT NULL)
            """,
            new { },
            cancellationToken
        );

    /// <summary>Forgets what ended before a time.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
                connection.ExecuteAsync("DELETE FROM job_run WHERE finished_at < @before", new { before = Instant.ToStored(before) }),
            cancellationToken
        );

    private Task<bool> OwnAsync(string key, string owner, string set, string? detail, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
                await connection.ExecuteAsync(
                    $"UPDATE job_run SET {set} WHERE run_key = @key AND owner = @owner AND outcome IS NULL",
                    new
                    {
                        key,
                        owner,
                        detail,
                        now = Now,
                    }
                ) == 1,
            cancellationToken
        );

    private Task<IReadOnlyList<JobRun>> QueryAsync(string rest, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobRun>>(
            async (DbConnection connection) => [.. (await connection.QueryAsync<Row>(Columns + rest, parameters)).Select(row => row.Run)],
            cancellationToken
        );

    // Filled by name: the databases differ in the width of integers.
    private sealed class Row
    {
        public string Key { get; set; } = "";

        public string Job { get; set; } = "";

        public string Cause { get; set; } = "";

        public long QueuedAt { get; set; }

        public long? StartedAt { get; set; }

        public long? FinishedAt { get; set; }

        public string? Outcome { get; set; }

        public string Detail { get; set; } = "";

        public string? Owner { get; set; }

        public int Attempts { get; set; }

        public JobRun Run =>
            new(Key, Job, Cause, Instant.FromStored(QueuedAt), Time(StartedAt), Time(FinishedAt), Outcome, Detail, Owner, Attempts);

        private static DateTimeOffset? Time(long? stored) => stored is { } milliseconds ? Instant.FromStored(milliseconds) : null;
    }
}

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

/// <summary>The newest runs of each job, as last read from the record.</summary>
public sealed class JobHealth
{
    private volatile IReadOnlyList<JobRun> _newest = [];

    /// <summary>Of each job the newest run that ended and the newest that succeeded.</summary>
    public IReadOnlyList<JobRun> Newest
    {
        get => _newest;
        set => _newest = value;
    }
}
