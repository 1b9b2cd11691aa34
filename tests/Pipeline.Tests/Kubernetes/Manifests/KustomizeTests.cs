using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>kubectl takes the folders as they are, without our tool.</summary>
public sealed class KustomizeTests
{
    [Theory]
    [InlineData("staging")]
    [InlineData("staging/migration")]
    [InlineData("staging/release")]
    [InlineData("production")]
    [InlineData("production/migration")]
    [InlineData("production/release")]
    public async Task Kubectl_builds_the_folder(string folder)
    {
        var built = YamlDocuments.Of(await KubectlAsync("kustomize", Committed.Folder(folder))).Select(one => one.ToJsonString()).ToList();
        var written = Directory.EnumerateFiles(Committed.Folder(folder), "*.yaml")
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(file => YamlDocuments.Of(File.ReadAllText(file)))
            .ToList();

        built.Count.ShouldBe(written.Count);
        written.ShouldAllBe(one => built.Any(other => JsonNode.DeepEquals(JsonNode.Parse(other), one)));
    }

    private static async Task<string> KubectlAsync(params string[] arguments)
    {
        try
        {
            using var kubectl = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var errors = kubectl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await kubectl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await kubectl.WaitForExitAsync(TestContext.Current.CancellationToken);
            kubectl.ExitCode.ShouldBe(0, await errors);
            return output;
        }
        catch (Win32Exception missing)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"kubectl is not here: {missing.Message}");
            throw;
        }
    }
}
