using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>What one release brings into its environment.</summary>
/// <param name="Id">The release's name, which its pods report.</param>
/// <param name="Commit">What it was built from.</param>
/// <param name="Image">The image with its digest: <c>repository@sha256:…</c>.</param>
/// <param name="Suffix">Sets apart the ConfigMap, the Secrets and the Job of this release; empty for manifests applied by hand.</param>
/// <param name="Configuration">The backend's settings by their names, no secrets.</param>
internal sealed record ReleaseParts(
    string Id,
    string Commit,
    string Image,
    string Suffix,
    IReadOnlyDictionary<string, string> Configuration
)
{
    /// <summary>A digest no image has: where nobody has named one, nothing is pulled, rather than whatever is newest.</summary>
    public const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private const string NoRelease = "by-hand";

    /// <summary>
    /// For manifests that are applied without a release: one name for everything, and an image that is still to be named.
    /// </summary>
    public static ReleaseParts ByHand(KubernetesEnvironment environment) =>
        new(NoRelease, NoRelease, $"{environment.Settings.Image}@{NoDigest}", Suffix: "", environment.Settings.Configuration);
}

/// <summary>The backend's settings. A release's own map is immutable: its pods start alike, tomorrow and after a rollback.</summary>
internal static class ConfigManifest
{
    public static V1ConfigMap Of(KubernetesEnvironment environment, ReleaseParts release) =>
        new()
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = Labels.Metadata(
                environment,
                Names.WithSuffix(Names.Config, release.Suffix),
                KeyValuePair.Create(Labels.Release, release.Id)
            ),
            Immutable = release.Suffix.Length > 0 ? true : null,
            Data = Data(environment, release),
        };

    private static SortedDictionary<string, string> Data(KubernetesEnvironment environment, ReleaseParts release)
    {
        var data = new SortedDictionary<string, string>(release.Configuration.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["ENVIRONMENT"] = environment.Name,
            ["METRICS_PORT"] = Ports.Metrics.ToString(CultureInfo.InvariantCulture),
            ["DRAIN_SECONDS"] = environment.Settings.Lifecycle.DrainSeconds.ToString(CultureInfo.InvariantCulture),
        };
        if ((environment.Settings.Ingress?.Host ?? environment.Settings.Gateway?.Host) is { } host)
        {
            data["PUBLIC_URL"] = $"https://{host}";
        }
        return data;
    }
}

/// <summary>What the serving container and the migrating one have in common: no rights, no writable disk, the same settings.</summary>
internal static class ContainerParts
{
    private const string Temporary = "tmp";

    /// <summary>The user <c>app</c> of .NET's own images.</summary>
    private const long User = 1654;

    public static V1PodSecurityContext PodSecurity() =>
        new()
        {
            RunAsNonRoot = true,
            RunAsUser = User,
            RunAsGroup = User,
            FsGroup = User,
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        };

    public static V1SecurityContext Security() =>
        new()
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            RunAsNonRoot = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        };

    public static V1ResourceRequirements Resources(KubernetesEnvironment environment)
    {
        var resources = environment.Settings.Resources;
        return new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
            {
                ["cpu"] = new(resources.Cpu),
                ["memory"] = new(resources.Memory),
                ["ephemeral-storage"] = new(resources.Temporary),
            },
            Limits = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
            {
                ["cpu"] = new(resources.CpuLimit),
                ["memory"] = new(resources.Memory),
                ["ephemeral-storage"] = new(resources.Temporary),
            },
        };
    }

    /// <summary>The release's ConfigMap as a whole; of the Secrets exactly the values that the process reads.</summary>
    public static IList<V1EnvFromSource> Settings(ReleaseParts release) =>
        [new() { ConfigMapRef = new V1ConfigMapEnvSource { Name = Names.WithSuffix(Names.Config, release.Suffix) } }];

    public static IList<V1EnvVar> Variables(ReleaseParts release, params IEnumerable<SecretUse> secrets) =>
        [
            new() { Name = "RELEASE_ID", Value = release.Id },
            .. from secret in secrets
            from key in secret.Keys
            where key.Variable is not null
            select Variable(Names.WithSuffix(secret.Name, release.Suffix), key),
        ];

    public static IList<V1VolumeMount> Mounts() => [new() { Name = Temporary, MountPath = "/tmp" }];

    public static IList<V1Volume> Volumes(KubernetesEnvironment environment) =>
        [
            new()
            {
                Name = Temporary,
                EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new(environment.Settings.Resources.Temporary) },
            },
        ];

    public static IList<V1LocalObjectReference>? PullSecrets(KubernetesEnvironment environment) =>
        environment.Settings.PullSecret is { } name ? [new() { Name = name }] : null;

    private static V1EnvVar Variable(string secret, SecretKey key) =>
        new()
        {
            Name = key.Variable,
            ValueFrom = new V1EnvVarSource
            {
                SecretKeyRef = new V1SecretKeySelector
                {
                    Name = secret,
                    Key = key.Key,
                    Optional = key.Required ? null : true,
                },
            },
        };
}
