using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>
/// An environment's manifests as files, in folders that kubectl applies each by itself: what stands as long as the environment does and
/// may be applied again at any time; what operators of the cluster must understand; the migration of a release; and the release. Applying
/// the last by hand moves the traffic.
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

/// <summary>Folders that kubectl applies each by itself: manifests in files, and the kustomization that lists them.</summary>
/// <param name="head">The line that each file begins with.</param>
internal sealed class ManifestFolder(string head)
{
    /// <summary>Paths with forward slashes, and what each file holds.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <param name="folder">Empty for the outermost.</param>
    /// <param name="images">Where the folder's manifests name an image: the digest, to be changed in one place.</param>
    /// <param name="manifests">By file name; a file without content is left out.</param>
    public void Add(
        string folder,
        IReadOnlyList<KustomizedImage>? images,
        params IEnumerable<(string File, IEnumerable<object> Content)> manifests
    )
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var written = manifests.Where(manifest => manifest.Content.Any()).ToList();
        foreach (var (file, content) in written)
        {
            Files[prefix + file] = head + ManifestYaml.Write(content);
        }
        if (written.Count > 0)
        {
            Files[prefix + Kustomization.File] =
                head + ManifestYaml.Write([new Kustomization([.. written.Select(manifest => manifest.File)], images)]);
        }
    }
}

/// <summary>The list by which <c>kubectl apply -k</c> finds a folder's manifests.</summary>
/// <param name="Resources">Files beside it, in the order of application.</param>
/// <param name="Images">Where an image's digest is named once for all that use it.</param>
internal sealed record Kustomization(IReadOnlyList<string> Resources, IReadOnlyList<KustomizedImage>? Images = null)
{
    public const string File = "kustomization.yaml";

    public string ApiVersion { get; } = "kustomize.config.k8s.io/v1beta1";

    public string Kind { get; } = "Kustomization";
}

internal sealed record KustomizedImage(string Name, string Digest);

/// <summary>What deploy/monitoring holds for a cluster.</summary>
/// <param name="Rules">The rules file.</param>
/// <param name="Dashboards">Grafana's dashboards, by file name.</param>
internal sealed record MonitoringFiles(string Rules, IReadOnlyDictionary<string, string> Dashboards)
{
    /// <param name="root">The checkout.</param>
    public static MonitoringFiles Of(string root)
    {
        var folder = Path.Combine(root, "deploy", "monitoring");
        return new MonitoringFiles(
            File.ReadAllText(Path.Combine(folder, "rules.yaml")),
            Directory
                .EnumerateFiles(Path.Combine(folder, "dashboards"), "*.json")
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)
        );
    }
}

/// <summary>The folder in which an environment's manifests lie.</summary>
internal sealed class RenderedFolder(string path)
{
    public string Path { get; } = path;

    /// <returns>What differs from <paramref name="files"/>: missing, other, and left over.</returns>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> files) =>
        [
            .. files.Where(file => !File.Exists(At(file.Key))).Select(file => $"{At(file.Key)} is missing"),
            .. files
                .Where(file => File.Exists(At(file.Key)) && File.ReadAllText(At(file.Key)) != file.Value)
                .Select(file => $"{At(file.Key)} differs"),
            .. LeftOver(files).Select(file => $"{file} is not made from anything"),
        ];

    public void Write(IReadOnlyDictionary<string, string> files)
    {
        foreach (var file in LeftOver(files).ToList())
        {
            File.Delete(file);
        }
        foreach (var (name, content) in files)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), content);
        }
    }

    private IEnumerable<string> LeftOver(IReadOnlyDictionary<string, string> files) =>
        Directory.Exists(Path)
            ? Directory
                .EnumerateFiles(Path, "*.yaml", SearchOption.AllDirectories)
                .Where(file => !files.ContainsKey(Name(file)))
                .Order(StringComparer.Ordinal)
            : [];

    private string At(string name) => System.IO.Path.Combine(Path, name);

    private string Name(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');
}
