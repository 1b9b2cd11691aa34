using System.Threading.Channels;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// Runs jobs one after the other: training uses all processors by itself. A bounded number waits; more are refused rather than promised.
/// </summary>
internal sealed partial class JobQueue(ChapWorkbench workbench, ILogger<JobQueue> logger) : BackgroundService
{
    /// <summary>How many jobs may wait.</summary>
    public const int MostWaiting = 32;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MostWaiting);

    /// <summary>Enqueues the making of an artifact.</summary>
    /// <param name="message">What is told whoever asked.</param>
    /// <param name="make">Makes it: from the artifact's identifier, the time of its start, and a token that stops it.</param>
    /// <returns>Null where too many wait already.</returns>
    public Submitted? Submit(string message, Func<string, DateTimeOffset, CancellationToken, Artifact> make)
    {
        var (job, artifact) = (workbench.NewId(), workbench.NewId());
        workbench.Jobs.Put(job, new JobRecord(job, "pending", workbench.Now));
        if (_waiting.Writer.TryWrite(new Waiting(job, artifact, make)))
        {
            return new Submitted(job, artifact, message);
        }

        workbench.Jobs.Remove(job);
        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await foreach (var next in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            // A thread of its own: a long training must not hold up the answers to other requests.
            await Task.Factory.StartNew(
                () => Run(next, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
    }

    private void Run(Waiting next, CancellationToken cancellationToken)
    {
        var started = workbench.Now;
        workbench.Move(next.Job, job => job with { Status = "running", StartedAt = started });
        try
        {
            var artifact = next.Make(next.Artifact, started, cancellationToken);
            workbench.Artifacts.Put(next.Artifact, artifact);
            workbench.Move(next.Job, job => job with { Status = "completed", FinishedAt = workbench.Now, ArtifactId = next.Artifact });
        }
        catch (OperationCanceledException)
        {
            workbench.Move(
                next.Job,
                job => job with { Status = "canceled", FinishedAt = workbench.Now, Error = "The service was stopped." }
            );
        }
#pragma warning disable CA1031 // The edge of a job: whatever failed inside, CHAP gets a sentence and the log the cause.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.Failed(logger, failure, next.Job);
            workbench.Move(next.Job, job => job with { Status = "failed", FinishedAt = workbench.Now, Error = Failure.Sentence(failure) });
        }
    }

    private sealed record Waiting(string Job, string Artifact, Func<string, DateTimeOffset, CancellationToken, Artifact> Make);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} failed")]
        public static partial void Failed(ILogger logger, Exception failure, string job);
    }
}

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
