using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;

/// <summary>
/// Runs a command of a release's image to its end, once, as a Job, and removes the Job. What it wrote is its result, or tells why it
/// failed.
/// </summary>
/// <param name="api">The namespace.</param>
/// <param name="time">Measures how long it takes.</param>
/// <param name="refusedFor">How long its pods may be refused, by a quota for instance, before it is given up.</param>
internal sealed class ReleaseJob(ClusterApi api, TimeProvider time, TimeSpan? refusedFor = null)
{
    private const string NameLabel = "batch.kubernetes.io/job-name";
    private const string MadeBy = "malaria-prediction.com/made-by";
    private const string Deployer = "deployer";
    private const int Lines = 200;
    private const int LastLines = 40;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EventsEvery = TimeSpan.FromSeconds(2);
    private readonly PodTrouble _troubles = new(time);

    /// <summary>
    /// Removes what a deployer that was killed has left: while the release lock is held, every Job of a deployer is such a one.
    /// </summary>
    public static async Task ClearAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        foreach (var job in (await api.ListAsync<V1Job>($"{MadeBy}={Deployer}", cancellationToken)).Items)
        {
            await api.DeleteAsync<V1Job>(job.Metadata.Name, cancellationToken);
        }
    }

    /// <param name="job">The Job; one of that name that is already there is taken up.</param>
    /// <param name="purpose">In words.</param>
    /// <param name="remedy">What to do when it fails.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="cancellationToken">Gives up; the Job is then removed too.</param>
    /// <param name="progress">Receives a line whenever the state of its pod has changed.</param>
    /// <returns>Its log.</returns>
    public async Task<string> RunAsync(
        V1Job job,
        string purpose,
        string remedy,
        TimeSpan within,
        CancellationToken cancellationToken,
        Action<string>? progress = null
    )
    {
        var name = job.Metadata.Name;
        job.Metadata.Labels[MadeBy] = Deployer;
        try
        {
            await api.EnsureAsync(job, cancellationToken);
            await using var jobs = new Watched<V1Job>(api, $"{Labels.App}={Names.Application}", time);
            await using var pods = new Watched<V1Pod>(api, $"{NameLabel}={name}", time);
            var began = time.GetTimestamp();
            var (asked, refused) = (began, (Since: 0L, Reason: (string?)null));
            IReadOnlyList<V1Pod> there = [];
            var state = "";
            while (time.GetElapsedTime(began) < within)
            {
                there = await pods.AllAsync(cancellationToken);
                if (progress is not null && State(there) is var now && now != state)
                {
                    progress(state = now);
                }
                var ended = (await jobs.AllAsync(cancellationToken))
                    .FirstOrDefault(one => one.Metadata.Name == name)
                    ?.Status?.Conditions?.FirstOrDefault(one => one.Status == "True" && one.Type is "Complete" or "Failed");
                if (ended?.Type == "Complete")
                {
                    return await LogAsync(name, Lines, cancellationToken);
                }
                if (ended is not null)
                {
                    // What is watched of the pods may be older than what is known of the Job.
                    there = (await api.ListAsync<V1Pod>($"{NameLabel}={name}", cancellationToken)).Items;
                    throw await FailureAsync($"{purpose} failed ({ended.Message ?? ended.Reason}{HowEnded(there)})", Code(there));
                }
                if (there.Select(_troubles.Of).FirstOrDefault(trouble => trouble is not null) is { } stuck)
                {
                    throw new UserFacingException($"{purpose} cannot begin: {stuck}", remedy);
                }
                if (there.Count == 0 && time.GetElapsedTime(asked) >= EventsEvery)
                {
                    asked = time.GetTimestamp();
                    var reason = await RefusalAsync(name, cancellationToken);
                    refused = reason is null ? default : (refused.Reason is null ? asked : refused.Since, reason);
                }
                if (there.Count == 0 && refused.Reason is { } why && time.GetElapsedTime(refused.Since) >= (refusedFor ?? PodTrouble.Lasts))
                {
                    throw new UserFacingException($"{purpose} cannot begin, since the cluster refuses its pod: {why}", remedy);
                }
                await Task.Delay(Look, time, cancellationToken);
            }
            var waits =
                there.Count == 0
                    ? refused.Reason ?? "it has no pod"
                    : there.Select(PodTrouble.Waiting).FirstOrDefault(one => one is not null);
            throw await FailureAsync($"{purpose} was not over within {within.TotalSeconds:0} s{(waits is null ? "" : $" ({waits})")}");
        }
        finally
        {
            await api.DeleteAsync<V1Job>(name, CancellationToken.None);
        }

        async Task<JobFailedException> FailureAsync(string what, int? code = null) =>
            new($"{what}:\n{Quoted(await LogAsync(name, LastLines, cancellationToken))}", remedy, code);
    }

    /// <summary>The exit code of the container that ran last.</summary>
    private static int? Code(IReadOnlyList<V1Pod> pods) =>
        pods.OrderByDescending(pod => pod.Metadata.CreationTimestamp)
            .SelectMany(pod => pod.Status?.ContainerStatuses ?? [])
            .Select(container => container.State?.Terminated?.ExitCode)
            .FirstOrDefault(code => code is not null);

    private static string State(IReadOnlyList<V1Pod> pods) =>
        pods.MaxBy(pod => pod.Metadata.CreationTimestamp) switch
        {
            null => "waits for its pod",
            { Status.Phase: "Running" } pod => $"runs in pod {pod.Metadata.Name}",
            { Status.Phase: "Succeeded" or "Failed" } pod => $"pod {pod.Metadata.Name} has ended",
            var pod => $"pod {pod.Metadata.Name} waits: {PodTrouble.Waiting(pod) ?? "for a node"}",
        };

    private static string HowEnded(IReadOnlyList<V1Pod> pods) =>
        pods.OrderByDescending(pod => pod.Metadata.CreationTimestamp).Select(PodTrouble.Ended).FirstOrDefault(end => end is not null)
            is { } ended
            ? $"; {ended}"
            : "";

    /// <summary>Why the Job's controller may not create a pod: a quota, a limit, a webhook. Only an event tells.</summary>
    private async Task<string?> RefusalAsync(string job, CancellationToken cancellationToken) =>
        (await api.ListAsync<Corev1Event>("", cancellationToken, $"involvedObject.name={job}"))
            .Items.LastOrDefault(one => one.InvolvedObject?.Name == job && one.Reason == "FailedCreate")
            ?.Message;

    private async Task<string> LogAsync(string job, int lines, CancellationToken cancellationToken)
    {
        var (pods, _) = await api.ListAsync<V1Pod>($"{NameLabel}={job}", cancellationToken);
        var last = pods.Where(pod => pod.Status?.Phase is "Running" or "Succeeded" or "Failed")
            .MaxBy(pod => (pod.Status.Phase == "Succeeded", pod.Metadata.CreationTimestamp));
        return last is null ? "" : await api.LogAsync(last.Metadata.Name, previous: false, lines, cancellationToken);
    }

    private static string Quoted(string log) =>
        log.Length == 0 ? "It wrote nothing into its log." : string.Join('\n', log.TrimEnd('\n').Split('\n').Select(line => "  | " + line));
}

/// <summary>A Job ended in failure; its log is part of the message.</summary>
/// <param name="what">What failed, and its last words.</param>
/// <param name="remedy">What to do.</param>
/// <param name="code">The exit code of its container; null where it had none in the end.</param>
internal sealed class JobFailedException(string what, string remedy, int? code) : UserFacingException(what, remedy)
{
    public int? Code => code;
}
