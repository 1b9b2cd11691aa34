using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
