using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Parcels;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;

/// <summary>
/// Brings data into an environment's database, by Jobs, for a holder of the release lock. All that is made for it bears the lock's token,
/// and is removed by this command or by the next that takes the lock.
/// </summary>
internal sealed class DataJobs(ClusterApi api, KubernetesEnvironment environment, long token, TimeProvider time)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private readonly ReleaseJob _job = new(api, time);
    private readonly ReleaseObjects _objects = new(api, environment);

    /// <summary>What the Jobs run as: a release that is never stored and never serves.</summary>
    public static string NameOf(long token) => ReleaseObjects.Passing(token);

    /// <summary>Sends the parts of a parcel, one after the other.</summary>
    public async Task SendAsync(Parcel parcel, Action<string> progress, CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var part in parcel.ReadAsync(cancellationToken))
        {
            number++;
            var secret = DataManifests.Part(environment, NameOf(token), token, number, part.ToArray(), parcel.Digest);
            await api.EnsureAsync(secret, cancellationToken);
            if (number % 10 == 0 && number < parcel.Parts)
            {
                progress($"sent {number} of {parcel.Parts} parts");
            }
        }
    }

    /// <param name="release">What the Job runs as.</param>
    /// <param name="chore">What it does.</param>
    /// <param name="progress">Receives the state of its pod.</param>
    /// <param name="cancellationToken">Gives up; the Job is removed.</param>
    /// <returns>Its log.</returns>
    public async Task<string> RunAsync(Release release, DataChore chore, Action<string> progress, CancellationToken cancellationToken)
    {
        await _objects.EnsureAsync(release, cancellationToken);
        // Whoever has taken over has removed what it found: what is made after that must not run beside the other's.
        if (await LeaseLock.NewestAsync(api, cancellationToken) is var newest && newest > token)
        {
            throw new LockLostException($"a deployer with a newer token ({newest})");
        }
        var job = DataManifests.Job(
            environment,
            ReleaseObjects.PartsOf(release),
            $"{chore.Name}-{token}",
            [.. chore.Arguments],
            chore.Outside
        );
        try
        {
            return await _job.RunAsync(
                chore.Parcel is { } parcel ? job.WithParcel(parcel, token) : job,
                chore.Purpose,
                chore.Remedy,
                TimeSpan.FromSeconds(environment.Settings.Lifecycle.DataSeconds) + Slack,
                cancellationToken,
                progress
            );
        }
        catch (JobFailedException old) when (old.Code == ExitCode.WrongUsage)
        {
            throw new UserFacingException(
                old.Message,
                $"The image does not take '{string.Join(' ', chore.Arguments)}' as its log says: correct the options, or name a newer "
                    + "image.",
                old
            );
        }
    }

    /// <summary>Removes all that was made for this import, whatever became of it; nothing of another's.</summary>
    public Task ClearAsync() => _objects.ClearPassingAsync(CancellationToken.None, token);
}

/// <summary>One command of the image that a Job runs.</summary>
/// <param name="Name">Begins the name of the Job.</param>
/// <param name="Arguments">Of the program.</param>
/// <param name="Purpose">In words.</param>
/// <param name="Remedy">What to do when it fails.</param>
internal sealed record DataChore(string Name, IReadOnlyList<string> Arguments, string Purpose, string Remedy)
{
    /// <summary>The files it reads.</summary>
    public Parcel? Parcel { get; init; }

    /// <summary>It fetches data from outside of the cluster.</summary>
    public bool Outside { get; init; }
}
