using MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests.Custom;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests.Rendering;

/// <summary>
/// An environment's manifests as files, in three folders that kubectl applies each by itself: what stands as long as the environment does and
/// may be applied again at any time, the migration of a release, and the release. Applying the last by hand moves the traffic.
/// </summary>
internal static class ManifestTree
{
    private const string Migration = "migration";
    private const string Release = "release";


    /// <returns>Paths with forward slashes, below the environment's folder, and what each file holds.</returns>
    public static SortedDictionary<string, string> Of(KubernetesEnvironment environment, ReleaseParts release)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("", new(StringComparer.Ordinal)
        {
            ["namespace.yaml"] = [NamespaceManifest.Of(environment)],
            ["access.yaml"] = Access(environment),
            ["network.yaml"] = NetworkManifests.All(environment),
            ["services.yaml"] = [.. SlotServices(environment), ServiceManifests.Metrics(environment)],
            ["scaling.yaml"] = environment.Slots.SelectMany(slot => Scaling(environment, slot)),
            ["monitoring.yaml"] = [MonitorManifest.Of(environment)],
            ["ingress.yaml"] = environment.Settings.Ingress is { } ingress ? [IngressManifest.Of(environment, ingress)] : [],
            ["secrets.yaml"] = environment.Settings.ExternalSecrets is { } store ? ExternalSecretManifests.All(environment, store) : [],
        });
        Add(Migration + "/", new(StringComparer.Ordinal)
        {
            ["config.yaml"] = [ConfigManifest.Of(environment, release)],
            ["job.yaml"] = [MigrationJob.Of(environment, release)],
        }, Images(release));
        Add(Release + "/", new(StringComparer.Ordinal)
        {
            ["config.yaml"] = [ConfigManifest.Of(environment, release)],
            ["deployments.yaml"] = environment.Slots.Select(slot => ApiDeployment.Of(environment, slot, release, Replicas(environment, slot))),
            ["service.yaml"] = [ServiceManifests.Public(environment, environment.Slots[0])],
        }, Images(release));
        return files;

        void Add(string folder, Dictionary<string, IEnumerable<object>> manifests, IReadOnlyList<KustomizedImage>? images = null)
        {
            var named = manifests.Where(manifest => manifest.Value.Any()).ToList();
            foreach (var (name, content) in named)
                Write(folder + name, content);
            Write(folder + Kustomization.File, [new Kustomization([.. named.Select(manifest => manifest.Key)], images)]);
        }

        void Write(string path, IEnumerable<object> content) =>
            files[path] = $"# Made by ./pipeline render from deploy/environments/{environment.Name}.yaml: change that, not this.\n" + ManifestYaml.Write(content);
    }

    private static IEnumerable<object> Access(KubernetesEnvironment environment) =>
    [
        AccessManifests.PodAccount(environment), AccessManifests.DeployerAccount(environment),
        AccessManifests.DeployerRole(environment), AccessManifests.DeployerBinding(environment),
    ];

    private static IEnumerable<object> SlotServices(KubernetesEnvironment environment) =>
        environment.Slots.OfType<string>().Select(slot => ServiceManifests.Slot(environment, slot));

    private static IEnumerable<object> Scaling(KubernetesEnvironment environment, string? slot) =>
        [ScalingManifests.Autoscaler(environment, slot), ScalingManifests.DisruptionBudget(environment, slot)];

    /// <summary>By hand the first slot serves.</summary>
    private static int Replicas(KubernetesEnvironment environment, string? slot) => slot == environment.Slots[0] ? environment.Settings.Replicas.Minimum : 0;

    /// <summary>The one line to change where the manifests are applied by hand.</summary>
    private static List<KustomizedImage> Images(ReleaseParts release)
    {
        var parts = release.Image.Split('@', 2);
        return [new(parts[0], parts[1])];
    }
}
