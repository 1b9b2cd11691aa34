using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>What a release makes of the same builders.</summary>
public sealed class ReleaseManifestTests
{
    private static readonly KubernetesEnvironment Production = Committed.Environment("production");

    private static readonly ReleaseParts Release = new(
        "00007-1a2b3c4d",
        "1a2b3c4d",
        $"ghcr.io/a/b@sha256:{new string('b', 64)}",
        "00007-1a2b3c4d",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["LOG_LEVEL"] = "error" }
    );

    [Fact]
    public void A_release_has_its_own_configuration_which_nobody_changes_afterwards()
    {
        var config = ConfigManifest.Of(Production, Release);

        config.Metadata.Name.ShouldBe("malaria-predictor-config-00007-1a2b3c4d");
        config.Immutable.ShouldBe(true);
        config.Data["LOG_LEVEL"].ShouldBe("error");
        config.Data["ENVIRONMENT"].ShouldBe("production");
    }

    [Fact]
    public void Its_pods_read_that_configuration_and_its_own_Secrets_and_report_its_name()
    {
        var pod = ApiDeployment.Of(Production, "green", Release, replicas: null).Spec.Template;
        var container = pod.Spec.Containers.Single();

        container.EnvFrom.Single().ConfigMapRef.Name.ShouldBe("malaria-predictor-config-00007-1a2b3c4d");
        container
            .Env.Where(variable => variable.ValueFrom is not null)
            .ShouldAllBe(variable => variable.ValueFrom.SecretKeyRef.Name.EndsWith("-00007-1a2b3c4d"));
        container.Env.Single(variable => variable.Name == "RELEASE_ID").Value.ShouldBe("00007-1a2b3c4d");
        container.Image.ShouldBe(Release.Image);
        pod.Metadata.Labels["slot"].ShouldBe("green");
        pod.Metadata.Labels[Labels.Release].ShouldBe("00007-1a2b3c4d");
    }

    [Fact]
    public void The_autoscaler_keeps_the_number_of_pods_where_a_release_does_not_say_one() =>
        ManifestYaml.Write([ApiDeployment.Of(Production, "blue", Release, replicas: null)]).ShouldNotContain("replicas:");

    [Fact]
    public void Its_migration_knows_the_database_and_no_other_Secret()
    {
        var job = MigrationJob.Of(Production, Release);

        job.Metadata.Name.ShouldBe("db-migration-00007-1a2b3c4d");
        job.Spec.Template.Spec.Containers.Single().Env.Select(variable => variable.Name).ShouldBe(["RELEASE_ID", "DATABASE_URL"]);
    }
}
