using MalariaPredictor.Pipeline.Targets.Manifests.Custom;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>
/// An environment's manifests as files, in folders that kubectl applies each by itself: what stands as long as the environment does and
/// may be
/// applied again at any time; what operators of the cluster must understand; the migration of a release; and the release. Applying the last
/// by hand moves the traffic.
/// </summary>
internal static class ManifestTree
{
    private const string Outermost = "";
    private const string Monitoring = "monitoring";
    private const string Secrets = "secrets";
    private const string Migration = "migration";
    private const string Release = "release";

    /// <returns>Paths with forward slashes, below the environment's folder, and what each file holds.</returns>
    public static SortedDictionary<string, string> Of(KubernetesEnvironment environment, ReleaseParts release, MonitoringFiles monitoring)
    {
        var folder = new ManifestFolder(
            $"# Made by ./pipeline render from deploy/environments/{environment.Name}.yaml: change that, not this.\n"
        );
        folder.Add(Outermost, images: null, Standing(environment));
        folder.Add(
            Monitoring,
            images: null,
            ("monitor.yaml", [MonitorManifest.Of(environment)]),
            ("rules.yaml", [RulesManifest.Of(environment, monitoring.Rules)])
        );
        folder.Add(
            Secrets,
            images: null,
            ("secrets.yaml", environment.Settings.ExternalSecrets is { } store ? ExternalSecretManifests.All(environment, store) : [])
        );
        folder.Add(
            Migration,
            Images(release),
            ("config.yaml", [ConfigManifest.Of(environment, release)]),
            ("job.yaml", [MigrationJob.Of(environment, release)])
        );
        folder.Add(
            Release,
            Images(release),
            ("config.yaml", [ConfigManifest.Of(environment, release)]),
            (
                "deployments.yaml",
                environment.Slots.Select(slot => ApiDeployment.Of(environment, slot, release, Replicas(environment, slot)))
            ),
            ("service.yaml", [ServiceManifests.Public(environment, environment.Slots[0])]),
            ("backup.yaml", BackupManifests.Nightly(environment, release))
        );
        return folder.Files;
    }

    /// <summary>What stands as long as the environment does, in the order in which one thing needs another, by file.</summary>
    public static IReadOnlyList<(string File, IEnumerable<object> Content)> Standing(KubernetesEnvironment environment) =>
        [
            ("namespace.yaml", [NamespaceManifest.Of(environment)]),
            ("access.yaml", Access(environment)),
            ("network.yaml", NetworkManifests.All(environment)),
            ("services.yaml", [.. SlotServices(environment), ServiceManifests.Metrics(environment)]),
            ("backups.yaml", BackupManifests.Claims(environment)),
            ("scaling.yaml", environment.Slots.SelectMany(slot => Scaling(environment, slot))),
            ("ingress.yaml", environment.Settings.Ingress is { } ingress ? [IngressManifest.Of(environment, ingress)] : []),
            ("route.yaml", environment.Settings.Gateway is { } gateway ? [HttpRoute.Of(environment, gateway)] : []),
        ];

    /// <summary>What all environments share: the dashboards.</summary>
    /// <param name="space">The namespace of Grafana.</param>
    /// <param name="monitoring">Where they come from.</param>
    public static SortedDictionary<string, string> Grafana(string space, MonitoringFiles monitoring)
    {
        var folder = new ManifestFolder("# Made by ./pipeline render from deploy/monitoring/dashboards: change those, not this.\n");
        folder.Add(Outermost, images: null, ("dashboards.yaml", [DashboardsManifest.Of(space, monitoring.Dashboards)]));
        return folder.Files;
    }

    private static IEnumerable<object> Access(KubernetesEnvironment environment) =>
        [
            AccessManifests.PodAccount(environment),
            AccessManifests.DeployerAccount(environment),
            AccessManifests.DeployerRole(environment),
            AccessManifests.DeployerBinding(environment),
        ];

    private static IEnumerable<object> SlotServices(KubernetesEnvironment environment) =>
        environment.Slots.OfType<string>().Select(slot => ServiceManifests.Slot(environment, slot));

    private static IEnumerable<object> Scaling(KubernetesEnvironment environment, string? slot) =>
        [ScalingManifests.Autoscaler(environment, slot), ScalingManifests.DisruptionBudget(environment, slot)];

    /// <summary>By hand the first slot serves.</summary>
    private static int Replicas(KubernetesEnvironment environment, string? slot) =>
        slot == environment.Slots[0] ? environment.Settings.Replicas.Minimum : 0;

    /// <summary>The one line to change where the manifests are applied by hand.</summary>
    private static List<KustomizedImage> Images(ReleaseParts release)
    {
        var parts = release.Image.Split('@', 2);
        return [new(parts[0], parts[1])];
    }
}
