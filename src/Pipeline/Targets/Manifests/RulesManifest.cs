using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Targets.Manifests.Custom;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// The rules of deploy/monitoring, which are written and tested for production, with another environment's job in its place.
/// </summary>
internal static class RulesManifest
{
    private const string Written = $"{Names.Application}-production";

    /// <param name="environment">Where.</param>
    /// <param name="rules">The rules file.</param>
    public static PrometheusRule Of(KubernetesEnvironment environment, string rules) =>
        new()
        {
            Metadata = Labels.Metadata(environment, Names.Rules, KeyValuePair.Create("release", environment.Settings.Monitoring.Release)),
            Spec = YamlJson.Read(rules.Replace(Written, MonitorManifest.Job(environment), StringComparison.Ordinal)) as JsonObject ?? [],
        };
}
