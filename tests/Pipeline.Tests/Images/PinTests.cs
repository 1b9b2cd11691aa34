using MalariaPredictor.Pipeline.Images;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Images;

public sealed class PinTests
{
    private static readonly string A = "sha256:" + new string('a', 64);
    private static readonly string B = "sha256:" + new string('b', 64);

    [Fact]
    public async Task Every_version_gets_the_digest_its_registry_has_now_and_a_moved_one_is_told()
    {
        var digests = new Dictionary<string, string> { ["an/sdk:1.2.3"] = A, ["a/base:4.5"] = B };
        await using var registry = await RegistryStub.StartAsync(digests);
        using var folder = new TemporaryFolder();
        var (dockerfile, compose) = (folder.File("Dockerfile"), folder.File("compose.yaml"));
        File.WriteAllText(
            dockerfile,
            $"FROM --platform=$BUILDPLATFORM {registry.Host}/an/sdk:1.2.3 AS build\nFROM {registry.Host}/a/base:4.5\nCOPY --from=build /a "
                + "/a\n"
        );
        File.WriteAllText(compose, $"services:\n  here:\n    image: built-here\n  there:\n    image: {registry.Host}/a/base:4.5\n");

        (await PinAsync("--check", dockerfile, compose)).Errors.ShouldContain("an/sdk:1.2.3 is not pinned");
        (await PinAsync(dockerfile, compose)).ShouldSucceed();
        (await PinAsync("--check", dockerfile, compose)).ShouldSucceed();

        File.ReadAllText(dockerfile)
            .ShouldBe(
                $"FROM --platform=$BUILDPLATFORM {registry.Host}/an/sdk:1.2.3@{A} AS build\nFROM {registry.Host}/a/base:4.5@{B}\nCOPY "
                    + "--from=build /a /a\n"
            );
        File.ReadAllText(compose)
            .ShouldBe($"services:\n  here:\n    image: built-here\n  there:\n    image: {registry.Host}/a/base:4.5@{B}\n");
        digests["a/base:4.5"] = A;
        var moved = await PinAsync("--check", dockerfile, compose);
        moved.ExitCode.ShouldBe(1);
        moved.Errors.ShouldContain($"is pinned to {B} and is {A} now");
    }

    [Fact]
    public async Task An_image_that_is_not_there_stops_it_before_any_file_is_changed()
    {
        await using var registry = await RegistryStub.StartAsync(new() { ["a/base:1.0"] = A });
        using var folder = new TemporaryFolder();
        var text = $"FROM {registry.Host}/a/base:1.0 AS build\nFROM {registry.Host}/a/base:2.0\n";
        File.WriteAllText(folder.File("Dockerfile"), text);

        var failed = await PinAsync(folder.File("Dockerfile"));

        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("answers 404 for a/base:2.0");
        File.ReadAllText(folder.File("Dockerfile")).ShouldBe(text);
    }

    [Theory]
    [InlineData("redis:8.8.0", "registry-1.docker.io", "library/redis")]
    [InlineData("prom/prometheus:v3.14.0", "registry-1.docker.io", "prom/prometheus")]
    [InlineData("ghcr.io/mlflow/mlflow:v2", "ghcr.io", "mlflow/mlflow")]
    [InlineData("localhost:5000/a:1", "localhost:5000", "a")]
    public void An_image_without_a_host_is_on_Docker_Hub(string text, string registry, string repository)
    {
        var image = ImageReference.Parse(text);
        (image.Registry, image.Repository).ShouldBe((registry, repository));
    }

    [Fact]
    public void Every_outside_image_of_the_repository_is_one_that_pin_knows() =>
        ((string[])["Dockerfile", "compose.yaml", "compose.test.yaml"])
            .SelectMany(file => ImageFile.Read(Checkout.At("deploy", file)).Images)
            .Select(image => image.Image.Split(':')[0])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "ghcr.io/mlflow/mlflow",
                "grafana/grafana",
                "mcr.microsoft.com/dotnet/aspnet",
                "mcr.microsoft.com/dotnet/sdk",
                "prom/alertmanager",
                "prom/prometheus",
                "redis",
                "timescale/timescaledb",
            ]);

    private static Task<Cli.Result> PinAsync(params string[] arguments) => Cli.RunAsync(Checkout.Root, ["pin", .. arguments]);
}
