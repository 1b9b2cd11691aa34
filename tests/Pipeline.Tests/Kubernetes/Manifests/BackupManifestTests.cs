using System.Text.Json.Nodes;
using k8s;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

public sealed class BackupManifestTests
{
    private const string Without = "kubernetes:\n  namespace: here\n  image: ghcr.io/a/b\n";
    private const string With = Without + "  backups:\n    size: 5Gi\n    storageClass: fast\n    keepDays: 14\n";

    [Fact]
    public void The_nightly_job_makes_and_proves_a_backup_on_the_environments_own_volume_at_two()
    {
        var environment = EnvironmentFile.Parse(With, "x.yaml").Kubernetes!;
        var nightly = Json(BackupManifests.Nightly(environment, ReleaseParts.ByHand(environment)).ShouldHaveSingleItem());
        var pod = nightly["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!;
        var container = pod["containers"]![0]!;

        nightly["spec"]!["schedule"]!.GetValue<string>().ShouldBe("0 2 * * *");
        container["args"]!.ToJsonString().ShouldBe("""["jobs","run","nightly-backup","--json"]""");
        Variable(container, "BACKUP_RETENTION_DAYS").ShouldBe("14");
        var claim = Json(BackupManifests.Claims(environment).ShouldHaveSingleItem());
        claim["spec"]!
            .ToJsonString()
            .ShouldBe("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"5Gi"}},"storageClassName":"fast"}""");
        var volume = pod["volumes"]!.AsArray().Single(one => one!["persistentVolumeClaim"] is not null)!;
        volume["persistentVolumeClaim"]!["claimName"]!.GetValue<string>().ShouldBe(claim["metadata"]!["name"]!.GetValue<string>());
        container["volumeMounts"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == volume["name"]!.GetValue<string>())![
            "mountPath"
        ]!
            .GetValue<string>()
            .ShouldBe(Variable(container, "BACKUP_DIR"));
    }

    [Fact]
    public void Serving_pods_do_not_hold_the_volume_that_one_pod_at_a_time_may_write()
    {
        var environment = EnvironmentFile.Parse(With, "x.yaml").Kubernetes!;

        Json(ApiDeployment.Of(environment, "blue", ReleaseParts.ByHand(environment), 1))
            .ToJsonString()
            .ShouldNotContain("persistentVolumeClaim");
    }

    [Fact]
    public void Both_shipped_environments_make_nightly_backups_and_one_before_each_migration()
    {
        foreach (var name in (string[])["staging", "production"])
        {
            var files = ManifestTree.Of(
                Committed.Environment(name),
                ReleaseParts.ByHand(Committed.Environment(name)),
                MonitoringFiles.Of(Checkout.Root)
            );
            files["backups.yaml"].ShouldContain("kind: PersistentVolumeClaim");
            files["release/backup.yaml"].ShouldContain("kind: CronJob");
            Pipeline.Environments.EnvironmentFile.Find(name, chosen: true).Release.BacksUp.ShouldBeTrue();
        }
    }

    [Fact]
    public void An_environment_without_a_volume_has_neither_claim_nor_job()
    {
        var environment = EnvironmentFile.Parse(Without + "backup: never\n", "x.yaml").Kubernetes!;

        ManifestTree
            .Of(environment, ReleaseParts.ByHand(environment), MonitoringFiles.Of(Checkout.Root))
            .Keys.ShouldNotContain(file => file == "backups.yaml" || file == "release/backup.yaml");
    }

    [Fact]
    public void A_gateway_takes_the_place_of_an_ingress()
    {
        var environment = EnvironmentFile
            .Parse(Without + "  gateway:\n    host: api.example.org\n    name: public\n    namespace: gateways\nbackup: never\n", "x.yaml")
            .Kubernetes!;
        var files = ManifestTree.Of(environment, ReleaseParts.ByHand(environment), MonitoringFiles.Of(Checkout.Root));

        files.Keys.ShouldNotContain("ingress.yaml");
        files["route.yaml"].ShouldContain("kind: HTTPRoute");
        files["route.yaml"].ShouldContain("api.example.org");
        files["network.yaml"].ShouldContain("kubernetes.io/metadata.name: gateways");
        files["release/config.yaml"].ShouldContain("PUBLIC_URL: https://api.example.org");
    }

    private static string? Variable(JsonNode container, string name) =>
        container["env"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!["value"]?.GetValue<string>();

    private static JsonObject Json(object manifest) => JsonNode.Parse(KubernetesJson.Serialize(manifest))!.AsObject();
}
