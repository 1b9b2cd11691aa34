using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>Runs what it can claim, shows life while it does, and writes down how it ended.</summary>
public sealed partial class JobRunner(
    JobRuns runs,
    IEnumerable<IBackgroundWork> works,
    JobTimings timings,
    TimeProvider time,
    ILogger<JobRunner> logger
)
{
    private readonly Dictionary<string, IBackgroundWork> _works = works.ToDictionary(work => work.Name, StringComparer.Ordinal);

    /// <summary>Names this instance in the record.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <returns>False where another has the run.</returns>
    public async Task<bool> RunAsync(string key, string job, CancellationToken cancellationToken) =>
        _works.TryGetValue(job, out var work) && await RunAsync(key, work, cancellationToken);

    /// <summary>The same for work that is not, or not in this form, on the schedule.</summary>
    public async Task<bool> RunAsync(string key, IBackgroundWork work, CancellationToken cancellationToken)
    {
        if (!await runs.ClaimAsync(key, Owner, timings.Dead, cancellationToken))
        {
            return false;
        }

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var beats = BeatAsync(key, lost.CancelAsync, ended.Token);
        var (succeeded, detail) = await OutcomeAsync(work, key, lost.Token);
        await ended.CancelAsync();
        await beats;
        if (cancellationToken.IsCancellationRequested)
        {
            return true; // The instance stops: another takes the run over.
        }

        if (await runs.FinishAsync(key, Owner, succeeded, detail, cancellationToken))
        {
            Log.Ended(logger, work.Name, succeeded ? "succeeded" : "failed", detail);
        }

        return true;
    }

    private async Task<(bool Succeeded, string Detail)> OutcomeAsync(IBackgroundWork work, string key, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await work.RunAsync(sentence => runs.ProgressAsync(key, Owner, sentence, cancellationToken), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return (false, "ended before it was done");
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            return (false, StorageFailure.Line(failure));
        }
#pragma warning disable CA1031 // Whatever is wrong with one job, serving and the other jobs go on; the record holds the cause.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            Log.Defect(logger, work.Name, defect);
            return (false, defect.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Shows life until the work has ended; once another has taken the run over, the work is told so.</summary>
    private async Task BeatAsync(string key, Func<Task> loseAsync, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(timings.Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (!await ShowLifeAsync(key, ended))
                {
                    await loseAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }

    /// <returns>False where the run belongs to another by now.</returns>
    private async Task<bool> ShowLifeAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.BeatAsync(key, Owner, cancellationToken);
        }
        catch (Exception trouble) when (StorageFailure.Is(trouble))
        {
            return true; // A missed beat only ages the run.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} {Outcome}: {Detail}")]
        public static partial void Ended(ILogger logger, string job, string outcome, string detail);

        [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed by a defect")]
        public static partial void Defect(ILogger logger, string job, Exception defect);
    }
}

/// <summary>How jobs show life, and when they are taken for dead.</summary>
/// <param name="Beat">Between two signs of life.</param>
/// <param name="Dead">Without one for so long, a run may be taken over.</param>
public sealed record JobTimings(TimeSpan Beat, TimeSpan Dead)
{
    public static JobTimings Usual { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
}
