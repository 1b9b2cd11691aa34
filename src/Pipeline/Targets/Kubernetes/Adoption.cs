using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes;

/// <summary>
/// Makes a release of what serves without one, such as manifests that were applied by hand: its image as it runs, its settings, and copies
/// of the Secrets. So a refused release has something to return to.
/// </summary>
internal sealed class Adoption(ClusterApi api, KubernetesEnvironment environment, TimeProvider time)
{
    /// <returns>The adopted release; null where nothing serves, or what serves is known.</returns>
    public async Task<Release?> RunAsync(ConfigMapReleases releases, CancellationToken cancellationToken)
    {
        await using var observer = new ClusterObserver(api, environment, time);
        if ((await observer.StateAsync(cancellationToken)).ActiveSlot is not { } active)
        {
            return null;
        }
        var deployment = await api.GetAsync<V1Deployment>(Names.Deployment(SlotView.LabelOf(active.Name)), cancellationToken);
        var template = deployment.Spec.Template;
        var container = template.Spec.Containers[0];
        var image = ImageOf(container, await observer.PodsAsync(active.Name, active.Release, cancellationToken));
        var known = releases.All().FirstOrDefault(release => release.Id == active.Release);
        if (known is not null && (known.Image == image || IReleaseStore.Number(known.Id) > 0))
        {
            return null;
        }
        var config = container.EnvFrom?.FirstOrDefault()?.ConfigMapRef?.Name;
        var settings = config is null ? null : await api.FindAsync<V1ConfigMap>(config, cancellationToken);
        var (commit, schema) = await new ReleaseJobs(api, environment, time).VersionAsync(
            image,
            $"image-{image[^12..]}",
            cancellationToken
        );
        var derived = ConfigManifest.Of(environment, ReleaseParts.ByHand(environment) with { Configuration = Empty }).Data;
        var configuration = (settings?.Data ?? Empty)
            .Where(pair => !derived.ContainsKey(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var release = new Release(
            active.Release,
            commit,
            image[(image.IndexOf(':', image.IndexOf('@', StringComparison.Ordinal)) + 1)..],
            schema,
            Configuration.Hash(configuration),
            configuration,
            $"Secret {SecretCatalog.Database.Name}",
            time.GetUtcNow(),
            image
        );
        if (known is not null)
        {
            await releases.RemoveAsync(known.Id, cancellationToken);
        }
        await releases.PutAsync(release, cancellationToken);
        await new ReleaseObjects(api, environment).EnsureAsync(release, cancellationToken);
        return release;
    }

    private static Dictionary<string, string> Empty { get; } = new(StringComparer.Ordinal);

    /// <summary>By its digest: as the Deployment names it, else as a node has resolved the tag.</summary>
    private string ImageOf(V1Container container, IReadOnlyList<V1Pod> pods) =>
        ImageName.HasDigest(container.Image) ? container.Image
        : pods.SelectMany(pod => pod.Status?.ContainerStatuses ?? [])
            .Select(status => status.ImageID)
            .FirstOrDefault(id => id is not null && ImageName.HasDigest(id))
            is { } resolved
            ? resolved[(resolved.IndexOf("://", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 3)..]
        : throw new UserFacingException(
            $"what serves in namespace {api.Scope} was not released by the pipeline, and its image {container.Image} has no digest: "
                + "a refused release could not be undone. Nothing was changed.",
            "Apply it once more with the image's digest, then deploy again."
        );
}
