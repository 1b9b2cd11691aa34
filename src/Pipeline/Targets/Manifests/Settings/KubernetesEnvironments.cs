using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>The environments of a checkout that are on a cluster.</summary>
internal static class KubernetesEnvironments
{
    /// <param name="root">The checkout.</param>
    /// <param name="name">One of them; null for all.</param>
    public static IReadOnlyList<KubernetesEnvironment> Of(string root, string? name)
    {
        var folder = Path.Combine(root, "deploy", "environments");
        var all = Directory
            .EnumerateFiles(folder, "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(KubernetesSection.Read)
            .OfType<KubernetesEnvironment>()
            .ToList();
        return name is null ? all
            : all.Where(one => one.Name == name).ToList() is { Count: > 0 } chosen ? chosen
            : throw new Failure(
                $"there is no environment '{name}' on a cluster in {folder}",
                $"There are {string.Join(", ", all.Select(one => one.Name))}."
            );
    }
}
