using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Access;

/// <summary>Everything that can be known to fail on a cluster before anything is changed.</summary>
internal sealed class Preflight(ClusterApi api, KubernetesEnvironment environment, ReleaseObjects objects)
{
    public async Task<string> RunAsync(Release release, CancellationToken cancellationToken)
    {
        if (!ImageName.HasDigest(release.Image ?? ""))
        {
            throw new Failure(
                $"release {release.Id} names its image by '{release.Image}'",
                "Deploy an image by its digest: a tag can be moved."
            );
        }
        await Permissions.RequireAsync(api, environment, cancellationToken);
        foreach (var slot in environment.Slots.OfType<string>())
        {
            if (await api.FindAsync<V1Service>(Names.SlotService(slot), cancellationToken) is null)
            {
                throw new Failure(
                    $"there is no Service {Names.SlotService(slot)} in namespace {api.Scope}",
                    $"Set up what the environment stands on: ./pipeline setup kubernetes --environment {environment.Name}"
                );
            }
        }
        await objects.RequireSourcesAsync(cancellationToken);
        // Schema, admission and quota have their say here, on what will be asked for.
        foreach (var slot in environment.Slots)
        {
            await api.ApplyAsync(
                ApiDeployment.Of(environment, slot, ReleaseObjects.PartsOf(release), replicas: null),
                dryRun: true,
                cancellationToken
            );
        }
        return $"image {release.Artifact[..12]} is named by digest, {DeployerPermissions.All.Sum(permission => permission.Verbs.Count)} permissions are there, the cluster admits it";
    }
}
