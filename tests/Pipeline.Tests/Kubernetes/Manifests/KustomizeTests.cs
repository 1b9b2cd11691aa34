using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>kubectl takes the folders as they are, without our tool.</summary>
public sealed class KustomizeTests
{
    [Theory]
    [InlineData("staging")]
    [InlineData("grafana")]
    [InlineData("staging/monitoring")]
    [InlineData("staging/migration")]
    [InlineData("staging/release")]
    [InlineData("production")]
    [InlineData("production/monitoring")]
    [InlineData("production/migration")]
    [InlineData("production/release")]
    public async Task Kubectl_builds_the_folder(string folder)
    {
        var built = YamlDocuments
            .Of((await OutsideProgram.RunAsync("kubectl", "kustomize", Committed.Folder(folder))).ShouldSucceed())
            .Select(one => one.ToJsonString())
            .ToList();
        var written = Directory
            .EnumerateFiles(Committed.Folder(folder), "*.yaml")
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(file => YamlDocuments.Of(File.ReadAllText(file)))
            .ToList();

        built.Count.ShouldBe(written.Count);
        written.ShouldAllBe(one => built.Any(other => JsonNode.DeepEquals(JsonNode.Parse(other), one)));
    }
}
