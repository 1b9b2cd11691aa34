using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

public sealed class CommittedManifestTests
{
    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public void The_manifests_in_the_repository_are_those_that_its_environments_make(string name)
    {
        var environment = Committed.Environment(name);

        new RenderedFolder(Committed.Folder(name))
            .Differences(ManifestTree.Of(environment, ReleaseParts.ByHand(environment), MonitoringFiles.Of(Checkout.Root)))
            .ShouldBeEmpty("run ./pipeline render");
    }

    [Fact]
    public void The_dashboards_on_the_cluster_are_those_of_the_repository() =>
        new RenderedFolder(Committed.Folder("grafana"))
            .Differences(ManifestTree.Grafana("monitoring", MonitoringFiles.Of(Checkout.Root)))
            .ShouldBeEmpty("run ./pipeline render");

    [Fact]
    public async Task Render_writes_them_and_check_tells_what_is_not_as_it_should_be()
    {
        using var folder = new TemporaryFolder();
        (await Render(folder)).ShouldSucceed().Output.ShouldContain("19 changed");
        (await Render(folder)).ShouldSucceed().Output.ShouldContain("unchanged");
        (await Render(folder, "--check")).ShouldSucceed();

        File.AppendAllText(folder.File("staging/network.yaml"), "# by hand\n");
        File.Delete(folder.File("production/access.yaml"));
        File.WriteAllText(folder.File("production/extra.yaml"), "");
        var checkedAgain = await Render(folder, "--check");

        checkedAgain.ExitCode.ShouldBe(1);
        checkedAgain.Errors.ShouldContain("staging/network.yaml differs");
        checkedAgain.Errors.ShouldContain("production/access.yaml is missing");
        checkedAgain.Errors.ShouldContain("production/extra.yaml is not made from anything");
        (await Render(folder)).ShouldSucceed();
        File.Exists(folder.File("production/extra.yaml")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_image_named_by_hand_is_in_every_pod_and_in_the_kustomizations()
    {
        using var folder = new TemporaryFolder();
        var image = $"ghcr.io/someone/predictor@sha256:{new string('a', 64)}";
        (await Render(folder, "--environment", "production", "--image", image)).ShouldSucceed();

        File.ReadAllText(folder.File("production/release/deployments.yaml")).Split(image).Length.ShouldBe(3);
        File.ReadAllText(folder.File("production/migration/job.yaml")).ShouldContain(image);
        File.ReadAllText(folder.File("production/release/kustomization.yaml"))
            .ShouldContain("name: ghcr.io/someone/predictor\n    digest: sha256:aaaa");
        Directory.Exists(folder.File("staging")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--image takes an image with its digest", "--environment", "staging", "--image", "ghcr.io/someone/predictor:latest")]
    [InlineData("--image needs --environment", "--image", "a@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task What_would_not_be_reproducible_is_refused(string complaint, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var refused = await Render(folder, arguments);

        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain(complaint);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_environment_that_is_not_on_a_cluster_is_named_with_those_that_are()
    {
        using var folder = new TemporaryFolder();
        (await Render(folder, "--environment", "local")).Errors.ShouldContain("There are production, staging");
    }

    private static Task<Cli.Result> Render(TemporaryFolder folder, params string[] more) =>
        Cli.RunAsync(Checkout.Root, ["render", "--output", folder.Path, .. more]);
}
