using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>
/// The other way to the image, without an engine: the SDK pushes it to a registry. Takes as long as a whole publishing, so it runs when
/// asked for.
/// </summary>
public sealed class PublishedImageTests
{
    [Fact(Explicit = true)]
    [OnRequest]
    public async Task The_SDK_makes_an_image_that_runs_without_rights_too()
    {
        using var folder = new TemporaryFolder();
        await using var store = new ImageStore();
        var registry = $"localhost:{FreePort.Pick(1)[0]}";
        using var serving = Serve(registry, folder);
        try
        {
            await store.AdoptAsync($"{registry}/base:1", DebianBase.RuntimeAsync);
            await Patience.UntilAsync(
                async () => (await store.BuildahAsync("push", "--tls-verify=false", $"{registry}/base:1")).ExitCode == 0,
                "the registry takes the base image"
            );
            (
                await OutsideProgram.RunAsync(
                    "dotnet",
                    "publish",
                    Checkout.At("src", "Backend"),
                    "--configuration",
                    "Release",
                    "-t:PublishContainer",
                    "--artifacts-path",
                    folder.File("artifacts"),
                    $"-p:ContainerRegistry={registry}",
                    $"-p:ContainerBaseImage={registry}/base:1",
                    "-p:ContainerRepository=malaria-predictor",
                    "-p:ContainerImageTag=test"
                )
            ).ShouldSucceed();
            (await store.PodmanAsync("pull", "--tls-verify=false", $"{registry}/malaria-predictor:test")).ShouldSucceed();

            (await store.PodmanAsync(["run", "--rm", .. ImageStore.Restricted, $"{registry}/malaria-predictor:test", "version"]))
                .ShouldSucceed()
                .ShouldStartWith("malaria-predictor ");
            (await store.PodmanAsync("inspect", $"{registry}/malaria-predictor:test", "--format", "{{.Config.User}} {{.Config.Cmd}}"))
                .ShouldSucceed()
                .ShouldBe("1654 [serve --host 0.0.0.0 --port 8000]");
        }
        finally
        {
            serving.Kill();
        }
    }

    private static Process Serve(string host, TemporaryFolder folder)
    {
        File.WriteAllText(
            folder.File("registry.yaml"),
            $"version: 0.1\nstorage: {{ filesystem: {{ rootdirectory: '{folder.File("registry")}' }} }}\nhttp: {{ addr: "
                + $"'{host.Replace("localhost", "127.0.0.1")}' }}\n"
        );
        return Process.Start(
            new ProcessStartInfo("docker-registry", ["serve", folder.File("registry.yaml")])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
    }
}
