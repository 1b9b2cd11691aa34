using System.Text.Json.Nodes;
using k8s;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

public sealed class BackupVolumeTests
{
    private const string With = "kubernetes:\n  namespace: here\n  image: ghcr.io/a/b\n  backups:\n    size: 5Gi\n    storageClass: nfs\n";

    [Fact]
    public void Where_an_environment_has_one_every_pod_and_the_migration_job_write_to_the_same_claim_and_know_its_place()
    {
        var environment = EnvironmentFile.Parse(With, "x.yaml").Kubernetes!;
        var claim = Json(BackupVolume.Claims(environment).ShouldHaveSingleItem());
        var pods = new[]
        {
            Json(ApiDeployment.Of(environment, "blue", ReleaseParts.ByHand(environment), 1)),
            Json(MigrationJob.Of(environment, ReleaseParts.ByHand(environment))),
        };

        claim["spec"]!
            .ToJsonString()
            .ShouldBe("""{"accessModes":["ReadWriteMany"],"resources":{"requests":{"storage":"5Gi"}},"storageClassName":"nfs"}""");
        foreach (var pod in pods.Select(owner => owner["spec"]!["template"]!["spec"]!))
        {
            var volume = pod["volumes"]!.AsArray().Single(one => one!["persistentVolumeClaim"] is not null)!;
            volume["persistentVolumeClaim"]!["claimName"]!.GetValue<string>().ShouldBe(claim["metadata"]!["name"]!.GetValue<string>());
            var mount = pod["containers"]![0]!["volumeMounts"]!
                .AsArray()
                .Single(one => one!["name"]!.GetValue<string>() == volume["name"]!.GetValue<string>())!;
            Json(ConfigManifest.Of(environment, ReleaseParts.ByHand(environment)))["data"]!["BACKUP_DIR"]!
                .GetValue<string>()
                .ShouldBe(mount["mountPath"]!.GetValue<string>());
        }
        ManifestTree
            .Of(environment, ReleaseParts.ByHand(environment), MonitoringFiles.Of(Checkout.Root))["backups.yaml"]
            .ShouldContain("kind: PersistentVolumeClaim");
    }

    [Fact]
    public void Where_it_has_none_there_is_neither_claim_nor_setting() =>
        ManifestTree
            .Of(
                Committed.Environment("production"),
                ReleaseParts.ByHand(Committed.Environment("production")),
                MonitoringFiles.Of(Checkout.Root)
            )
            .ShouldAllBe(file => !file.Value.Contains("BACKUP_DIR") && file.Key != "backups.yaml");

    private static JsonObject Json(object manifest) => JsonNode.Parse(KubernetesJson.Serialize(manifest))!.AsObject();
}
