using System.Net;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Access;

/// <summary>Everything that can be known to fail on a cluster before anything is changed.</summary>
internal sealed class Preflight(ClusterApi api, KubernetesEnvironment environment, ReleaseObjects objects, TimeProvider time)
{
    private static readonly TimeSpan LastsAtLeast = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    public async Task<string> RunAsync(Release release, CancellationToken cancellationToken)
    {
        if (!ImageName.HasDigest(release.Image ?? ""))
        {
            throw new UserFacingException(
                $"release {release.Id} names its image by '{release.Image}'",
                "Deploy an image by its digest: a tag can be moved."
            );
        }
        await Permissions.RequireAsync(api, environment, cancellationToken);
        RequireLastingCredentials();
        foreach (var slot in environment.Slots.OfType<string>())
        {
            if (await api.FindAsync<V1Service>(Names.SlotService(slot), cancellationToken) is null)
            {
                throw new UserFacingException(
                    $"there is no Service {Names.SlotService(slot)} in namespace {api.Scope}",
                    $"Set up what the environment stands on: ./pipeline setup kubernetes --environment {environment.Name}"
                );
            }
        }
        await objects.RequireSourcesAsync(cancellationToken);
        await RequireReachableAsync(cancellationToken);
        // Schema, admission and quota have their say here, on what will be asked for.
        foreach (var slot in environment.Slots)
        {
            await api.ApplyAsync(
                ApiDeployment.Of(environment, slot, ReleaseObjects.PartsOf(release), replicas: null),
                dryRun: true,
                cancellationToken
            );
        }
        return string.Join(
            "; ",
            [
                $"image {release.Artifact[..12]} is named by digest",
                $"{DeployerPermissions.All.Sum(permission => permission.Verbs.Count)} permissions are there",
                "the cluster admits it",
                $"it needs {Room(environment)}",
                .. environment.Settings.Network.ControlPlane.Count == 0
                    ? ["network.controlPlane is empty: where the cluster enforces network policies, the gates get no answers without it"]
                    : (string[])[],
            ]
        );
    }

    /// <summary>
    /// What a release needs besides what serves: the pods of the other slot, one more while pods are replaced, and a Job.
    /// </summary>
    internal static string Room(KubernetesEnvironment environment)
    {
        var (pods, resources) = (environment.Settings.Replicas.Minimum, environment.Settings.Resources);
        var more = environment.BlueGreen
            ? $"{pods} pods of the other slot (as many as serve) and one while pods are replaced"
            : "one pod more";
        return $"room for {more}, and for one Job at a time, each with {resources.Cpu} processors and {resources.Memory} memory";
    }

    /// <summary>A token that ends in mid-release would leave the release between old and new.</summary>
    private void RequireLastingCredentials()
    {
        if (api.CredentialsEnd is { } end && end - time.GetUtcNow() < LastsAtLeast)
        {
            throw new UserFacingException(
                $"the token for the cluster ends at {end:yyyy-MM-dd HH:mm:ss} UTC, and a release may take longer. Nothing was changed.",
                "Use a token that lasts, or a kubeconfig that renews it by an exec credential: docs/setup.md."
            );
        }
    }

    /// <summary>
    /// The gates ask through the API server. Where it cannot reach the pods that serve now, it will not reach the new ones.
    /// </summary>
    private async Task RequireReachableAsync(CancellationToken cancellationToken)
    {
        if (await api.FindAsync<V1Service>(Names.Service, cancellationToken) is null)
        {
            return;
        }
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(AnswerWithin);
        try
        {
            var (code, body) = await api.ProxyAsync(Names.Service, Names.HttpPort, "/health/liveness", within.Token);
            if (code != HttpStatusCode.ServiceUnavailable || !body.Contains("error trying to reach service", StringComparison.Ordinal))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Packets that a network policy drops are never answered.
        }
        throw new UserFacingException(
            $"the API server does not reach the pods that serve in namespace {api.Scope}, so the gates would get no answers. "
                + $"Nothing was changed.",
            "If the cluster enforces network policies, set network.controlPlane to the addresses of the API server, "
                + $"then ./pipeline render and ./pipeline setup kubernetes --environment {environment.Name}."
        );
    }
}
