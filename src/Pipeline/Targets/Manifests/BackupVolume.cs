using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Where backups go: a volume of the environment's own, in every pod, since any of them may be the one that makes the nightly backup, and in
/// the Job that makes one before a migration.
/// </summary>
internal static class BackupVolume
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
                AccessModes = ["ReadWriteMany"],
                StorageClassName = backups.StorageClass,
                Resources = new V1VolumeResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["storage"] = new(backups.Size) },
                },
            },
        };
    }

    public static IEnumerable<V1VolumeMount> Mounts(KubernetesEnvironment environment) =>
        environment.Settings.Backups is null ? [] : [new() { Name = Volume, MountPath = Path }];

    public static IEnumerable<V1Volume> Volumes(KubernetesEnvironment environment) =>
        environment.Settings.Backups is null
            ? []
            :
            [
                new()
                {
                    Name = Volume,
                    PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Names.Backups },
                },
            ];
}
