using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Brings the schema up with the release's own image, once, before any of its pods starts. Its log tells what it did, as JSON.
/// </summary>
internal static class MigrationJob
{
    /// <summary>A finished Job stays for a day, for whoever looks into it.</summary>
    private const int KeptSeconds = 86_400;

    public static V1Job Of(KubernetesEnvironment environment, ReleaseParts release) =>
        new()
        {
            ApiVersion = $"{V1Job.KubeGroup}/{V1Job.KubeApiVersion}",
            Kind = V1Job.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Migration(release.Suffix), Own(release)),
            Spec = new V1JobSpec
            {
                // Tried again only where the pod could not run at all; what the migration itself refuses is refused again.
                BackoffLimit = 2,
                PodFailurePolicy = new V1PodFailurePolicy
                {
                    Rules =
                    [
                        new()
                        {
                            Action = "FailJob",
                            OnExitCodes = new()
                            {
                                ContainerName = Names.MigrationContainer,
                                OperatorProperty = "In",
                                Values = [1, 2, 3],
                            },
                        },
                    ],
                },
                ActiveDeadlineSeconds = environment.Settings.Lifecycle.MigrationSeconds,
                TtlSecondsAfterFinished = KeptSeconds,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Merged(Labels.Of(environment), Own(release)) },
                    Spec = Pod(environment, release),
                },
            },
        };

    private static V1PodSpec Pod(KubernetesEnvironment environment, ReleaseParts release) =>
        new()
        {
            RestartPolicy = "Never",
            ServiceAccountName = Names.ServiceAccount,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            ImagePullSecrets = ContainerParts.PullSecrets(environment),
            SecurityContext = ContainerParts.PodSecurity(),
            Containers =
            [
                new()
                {
                    Name = Names.MigrationContainer,
                    Image = release.Image,
                    ImagePullPolicy = "IfNotPresent",
                    Args = ["migrate", "up", "--json"],
                    EnvFrom = ContainerParts.Settings(release),
                    Env = ContainerParts.Variables(release, SecretCatalog.Database),
                    Resources = ContainerParts.Resources(environment),
                    SecurityContext = ContainerParts.Security(),
                    VolumeMounts = ContainerParts.Mounts(),
                },
            ],
            Volumes = ContainerParts.Volumes(environment),
        };

    private static KeyValuePair<string, string>[] Own(ReleaseParts release) =>
        [KeyValuePair.Create(Labels.Component, Labels.MigrationComponent), KeyValuePair.Create(Labels.Release, release.Id)];

    private static Dictionary<string, string> Merged(Dictionary<string, string> labels, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var (key, value) in more)
        {
            labels[key] = value;
        }
        return labels;
    }
}
