using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;

/// <summary>Runs a command of a release's image to its end, once, as a Job, and clears it away. What it wrote is its result, or tells why it failed.</summary>
internal sealed class ReleaseJob(ClusterApi api, TimeProvider time)
{
    private const string NameLabel = "batch.kubernetes.io/job-name";
    private const int Lines = 200;
    private const int LastLines = 15;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <param name="job">The Job; one of that name that is already there is taken up.</param>
    /// <param name="purpose">In words.</param>
    /// <param name="remedy">What to do when it fails.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="cancellationToken">Gives up; the Job is then cleared away too.</param>
    /// <returns>Its log.</returns>
    public async Task<string> RunAsync(V1Job job, string purpose, string remedy, TimeSpan within, CancellationToken cancellationToken)
    {
        var name = job.Metadata.Name;
        try
        {
            await api.EnsureAsync(job, cancellationToken);
            await using var jobs = new Watched<V1Job>(api, $"{Manifests.Labels.App}={Manifests.Names.Application}", time);
            await using var pods = new Watched<V1Pod>(api, $"{NameLabel}={name}", time);
            var began = time.GetTimestamp();
            while (time.GetElapsedTime(began) < within)
            {
                var ended = (await jobs.AllAsync(cancellationToken))
                    .FirstOrDefault(one => one.Metadata.Name == name)
                    ?.Status?.Conditions?.FirstOrDefault(one => one.Status == "True" && one.Type is "Complete" or "Failed");
                if (ended?.Type == "Complete")
                {
                    return await LogAsync(name, Lines, cancellationToken);
                }
                if (ended is not null)
                {
                    throw new Failure(
                        $"{purpose} failed ({ended.Message ?? ended.Reason}):\n{Quoted(await LogAsync(name, LastLines, cancellationToken))}",
                        remedy
                    );
                }
                if (
                    (await pods.AllAsync(cancellationToken)).Select(PodTrouble.Of).FirstOrDefault(trouble => trouble is not null) is
                    { } stuck
                )
                {
                    throw new Failure($"{purpose} cannot begin: {stuck}", remedy);
                }
                await Task.Delay(Look, time, cancellationToken);
            }
            throw new Failure(
                $"{purpose} was not over within {within.TotalSeconds:0} s:\n{Quoted(await LogAsync(name, LastLines, cancellationToken))}",
                remedy
            );
        }
        finally
        {
            await api.DeleteAsync<V1Job>(name, CancellationToken.None);
        }
    }

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
