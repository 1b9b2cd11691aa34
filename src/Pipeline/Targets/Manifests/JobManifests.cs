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

/// <summary>
/// Backups: a volume of the environment's own, a CronJob that writes a backup onto it every night and proves it by a trial restore, and the
/// Job that makes one before a migration. All run the image of the release that serves, with its settings and Secrets.
/// </summary>
internal static class BackupManifests
{
    public const string Path = "/var/backups/malaria";
    private const string Volume = "backups";

    public static IEnumerable<V1PersistentVolumeClaim> Claims(KubernetesEnvironment environment)
    {
        if (environment.Settings.Backups is not { } backups)
        {
            yield break;
        }
        yield return new V1PersistentVolumeClaim
        {
            ApiVersion = V1PersistentVolumeClaim.KubeApiVersion,
            Kind = V1PersistentVolumeClaim.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Backups),
            Spec = new V1PersistentVolumeClaimSpec
            {
                AccessModes = ["ReadWriteOnce"],
                StorageClassName = backups.StorageClass,
                Resources = new V1VolumeResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["storage"] = new(backups.Size) },
                },
            },
        };
    }

    /// <summary>The nightly backup; none where the environment has no volume for it.</summary>
    /// <param name="environment">Where.</param>
    /// <param name="release">Whose image makes it.</param>
    /// <param name="suspended">It is there, and does nothing yet.</param>
    public static IEnumerable<V1CronJob> Nightly(KubernetesEnvironment environment, ReleaseParts release, bool suspended = false)
    {
        if (environment.Settings.Backups is not { } backups)
        {
            yield break;
        }
        var job = Job(environment, release, Names.NightlyBackup, ["jobs", "run", "nightly-backup", "--json"]);
        job.Spec.TtlSecondsAfterFinished = null; // The CronJob itself keeps the newest.
        yield return new V1CronJob
        {
            ApiVersion = $"{V1CronJob.KubeGroup}/{V1CronJob.KubeApiVersion}",
            Kind = V1CronJob.KubeKind,
            Metadata = Labels.Metadata(environment, Names.NightlyBackup, KeyValuePair.Create(Labels.Release, release.Id)),
            Spec = new V1CronJobSpec
            {
                Schedule = backups.Schedule,
                TimeZone = "Etc/UTC",
                ConcurrencyPolicy = "Forbid",
                StartingDeadlineSeconds = 3600,
                SuccessfulJobsHistoryLimit = 1,
                FailedJobsHistoryLimit = 3,
                Suspend = suspended, // Said either way: what is left out of an applied manifest would stay as it was.
                JobTemplate = new V1JobTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = job.Metadata.Labels },
                    Spec = job.Spec,
                },
            },
        };
    }

    /// <summary>A Job that has the volume: it runs a command of the image, as the migration does.</summary>
    public static V1Job Job(KubernetesEnvironment environment, ReleaseParts release, string name, IList<string> arguments)
    {
        var job = MigrationJob.Of(environment, release);
        job.Metadata.Name = name;
        var pod = job.Spec.Template.Spec;
        var container = pod.Containers[0];
        container.Args = arguments;
        container.Env =
        [
            .. ContainerParts.Variables(release, SecretCatalog.All),
            new() { Name = "BACKUP_DIR", Value = Path },
            new() { Name = "BACKUP_RETENTION_DAYS", Value = $"{environment.Settings.Backups?.KeepDays ?? new BackupSettings().KeepDays}" },
        ];
        container.VolumeMounts = [.. container.VolumeMounts, new() { Name = Volume, MountPath = Path }];
        pod.Volumes =
        [
            .. pod.Volumes,
            new()
            {
                Name = Volume,
                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Names.Backups },
            },
        ];
        return job;
    }
}
