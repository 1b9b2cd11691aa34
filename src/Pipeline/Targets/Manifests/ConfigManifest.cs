using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>The backend's settings. A release's own map is immutable: its pods start alike, tomorrow and after a rollback.</summary>
internal static class ConfigManifest
{
    public static V1ConfigMap Of(KubernetesEnvironment environment, ReleaseParts release) =>
        new()
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = Labels.Metadata(
                environment,
                Names.WithSuffix(Names.Config, release.Suffix),
                KeyValuePair.Create(Labels.Release, release.Id)
            ),
            Immutable = release.Suffix.Length > 0 ? true : null,
            Data = Data(environment, release),
        };

    private static SortedDictionary<string, string> Data(KubernetesEnvironment environment, ReleaseParts release)
    {
        var data = new SortedDictionary<string, string>(release.Configuration.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["ENVIRONMENT"] = environment.Name,
            ["METRICS_PORT"] = Ports.Metrics.ToString(CultureInfo.InvariantCulture),
            ["DRAIN_SECONDS"] = environment.Settings.Lifecycle.DrainSeconds.ToString(CultureInfo.InvariantCulture),
        };
        if ((environment.Settings.Ingress?.Host ?? environment.Settings.Gateway?.Host) is { } host)
        {
            data["PUBLIC_URL"] = $"https://{host}";
        }
        return data;
    }
}
