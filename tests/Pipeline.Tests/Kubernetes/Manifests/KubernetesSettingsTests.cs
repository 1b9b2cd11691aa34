using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

public sealed class KubernetesSettingsTests
{
    private const string Least = "backup: never\nkubernetes:\n  namespace: here\n  image: ghcr.io/a/b\n";

    [Fact]
    public void What_is_left_out_has_a_value_of_its_own()
    {
        var settings = EnvironmentFile.Parse(Least, "x/trial.yaml").Kubernetes!;

        settings.Name.ShouldBe("trial");
        settings.Settings.Strategy.ShouldBe(ReleaseStrategy.BlueGreen);
        settings.Settings.Replicas.ShouldBe(new ReplicaSettings());
        settings.Settings.Ingress.ShouldBeNull();
    }

    [Fact]
    public void An_environment_of_one_machine_has_no_such_section() =>
        EnvironmentFile.Parse("timings: { watch: 2 }\n", "x.yaml").Kubernetes.ShouldBeNull();

    [Theory]
    [InlineData("  namspace: x\n", "line 5, column 3: 'namspace' is not known here; known are namespace, strategy")]
    [InlineData("  strategy: canary\n", "kubernetes.strategy takes one of rolling, blue-green, not canary")]
    [InlineData("  replicas: { minimum: 0 }\n", "kubernetes.replicas.minimum takes a whole number from 1 to 100, not 0")]
    [InlineData("  replicas: { minimum: \"2\" }\n", "kubernetes.replicas.minimum takes a whole number")]
    [InlineData("  replicas: 3\n", "kubernetes.replicas takes keys with values, not 3")]
    [InlineData("  resources: { memory: 1G }\n", "kubernetes.resources.memory takes an amount of memory such as 512Mi or 2Gi, not 1G")]
    [InlineData("  resources: { cpuLimit: 2 }\n", "kubernetes.resources.cpuLimit takes processors such as 500m or \"2\", not 2")]
    [InlineData("  network: { stores: [10.0.0.0] }\n", "kubernetes.network.stores[1] takes addresses such as 10.0.0.0/16, not 10.0.0.0")]
    [InlineData("  ingress: {}\n", "kubernetes.ingress lacks host: The public host name.")]
    [InlineData(
        "  configuration: { MAX_CONNECTIONS: 20 }\n",
        "kubernetes.configuration.MAX_CONNECTIONS takes a text (a number as text stands in quotes), not 20"
    )]
    [InlineData(
        "  configuration: { ERA5_API_KEY: abc }\n",
        "a key of kubernetes.configuration is a setting's name in capitals that holds no secret"
    )]
    [InlineData("  configuration: { DHIS2_TOKEN: abc }\n", "not DHIS2_TOKEN")]
    [InlineData("  configuration: { DATABASE_URL: abc }\n", "not DATABASE_URL")]
    [InlineData("  configuration: { ENVIRONMENT: abc }\n", "not ENVIRONMENT")]
    public void What_is_wrong_is_told_with_its_place(string more, string complaint) =>
        Should.Throw<UserFacingException>(() => EnvironmentFile.Parse(Least + more, "x.yaml")).Message.ShouldContain(complaint);

    [Fact]
    public void The_text_that_configures_the_sources_reaches_the_pods_as_it_is_written()
    {
        const string Sources = "era5:\n  since: 2015-01\ndhis2:\n  cases: [abc, def]\n";
        var text =
            Least + "  configuration:\n    SOURCES: |\n" + string.Concat(Sources.Split('\n')[..^1].Select(line => $"      {line}\n"));
        var environment = EnvironmentFile.Parse(text, "x.yaml").Kubernetes!;

        ConfigManifest.Of(environment, ReleaseParts.ByHand(environment)).Data["SOURCES"].ShouldBe(Sources);
    }

    [Theory]
    [InlineData(
        "kubernetes:\n  image: ghcr.io/a/b:latest\n  namespace: a\n",
        "kubernetes.image takes an image repository such as ghcr.io/owner/name, without tag or digest"
    )]
    [InlineData("kubernetes:\n  image: ghcr.io/a/b\n", "kubernetes lacks namespace")]
    [InlineData("kubernetes:\n", "kubernetes takes keys with values, not nothing")]
    [InlineData("kubernetes: {", "line 2, column 1: ")]
    public void A_section_without_its_ground_is_refused(string text, string complaint) =>
        Should.Throw<UserFacingException>(() => EnvironmentFile.Parse(text, "x.yaml")).Message.ShouldContain(complaint);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var failure = Should.Throw<UserFacingException>(() =>
            EnvironmentFile.Parse("kubernetes:\n  a: 1\n  replicas: { maximum: x }\n", "x.yaml")
        );

        failure.Message.ShouldContain("'a'");
        failure.Message.ShouldContain("replicas.maximum");
        failure.Message.ShouldContain("lacks image");
    }
}
