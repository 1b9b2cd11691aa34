using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>The environments and manifests that are in the repository.</summary>
internal static class Committed
{
    public static string Folder(string environment) => Checkout.At("deploy", "kubernetes", environment);

    public static KubernetesEnvironment Environment(string name) => EnvironmentFile.OnClusters(Checkout.Root, name).Single();

    /// <summary>Every object of an environment as its file has it, besides kustomizations.</summary>
    public static IReadOnlyList<JsonObject> Objects(string environment) =>
        [
            .. Directory
                .EnumerateFiles(Folder(environment), "*.yaml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Where(file => Path.GetFileName(file) != "kustomization.yaml")
                .SelectMany(file => YamlDocuments.Of(File.ReadAllText(file))),
        ];

    public static IEnumerable<JsonObject> OfKind(string environment, string kind) =>
        Objects(environment).Where(one => one["kind"]!.GetValue<string>() == kind);

    /// <summary>Every pod that an environment's workloads start.</summary>
    public static IEnumerable<JsonObject> PodTemplates(string environment) =>
        Objects(environment).Where(one => one["spec"]?["template"] is not null).Select(one => one["spec"]!["template"]!.AsObject());
}
