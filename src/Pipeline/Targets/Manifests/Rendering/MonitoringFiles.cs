namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>What deploy/monitoring holds for a cluster.</summary>
/// <param name="Rules">The rules file.</param>
/// <param name="Dashboards">Grafana's dashboards, by file name.</param>
internal sealed record MonitoringFiles(string Rules, IReadOnlyDictionary<string, string> Dashboards)
{
    /// <param name="root">The checkout.</param>
    public static MonitoringFiles Of(string root)
    {
        var folder = Path.Combine(root, "deploy", "monitoring");
        return new MonitoringFiles(
            File.ReadAllText(Path.Combine(folder, "rules.yaml")),
            Directory
                .EnumerateFiles(Path.Combine(folder, "dashboards"), "*.json")
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)
        );
    }
}
