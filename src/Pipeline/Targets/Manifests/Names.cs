using System.Text.RegularExpressions;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>What things are called on the cluster: the names that people type.</summary>
internal static class Names
{
    public const string Application = "malaria-predictor";
    public const string Service = "malaria-predictor-service";
    public const string MetricsService = "malaria-predictor-metrics";
    public const string Config = "malaria-predictor-config";
    public const string Backups = "malaria-predictor-backups";
    public const string NightlyBackup = "malaria-predictor-backup";
    public const string Rules = "malaria-predictor-alerts";
    public const string Dashboards = "malaria-predictor-dashboard";
    public const string ServiceAccount = "malaria-predictor";
    public const string Deployer = "malaria-predictor-deployer";
    public const string DeployerBinding = "malaria-predictor-deployer-binding";
    public const string DeployerAccount = "github-actions";
    public const string Container = "api";
    public const string MigrationContainer = "migrate";

    public const string HttpPort = "http";
    public const string MetricsPort = "metrics";

    private const string DeploymentBase = "malaria-predictor-api";
    private const string MigrationBase = "db-migration";

    /// <param name="slot">Null where there is only one.</param>
    public static string Deployment(string? slot) => slot is null ? DeploymentBase : $"{DeploymentBase}-{slot}";

    /// <summary>Reaches a slot whether it takes traffic or not.</summary>
    public static string SlotService(string slot) => $"{Service}-{slot}";

    public static string Migration(string suffix) => WithSuffix(MigrationBase, suffix);

    /// <summary>A name of a release's own: its configuration stays beside that of the next release, for the way back.</summary>
    public static string WithSuffix(string name, string suffix) => suffix.Length == 0 ? name : $"{name}-{suffix}";
}

/// <summary>The container's ports, the same in every environment.</summary>
internal static class Ports
{
    public const int Http = 8000;
    public const int Metrics = 9090;

    /// <summary>Of the Service.</summary>
    public const int Public = 80;
}

/// <summary>Images are named by digest: a tag can be moved, and what was judged would not be what runs.</summary>
internal static partial class ImageName
{
    public static bool HasDigest(string image) => WithDigest().IsMatch(image);

    [GeneratedRegex("^[^@\\s]+@sha256:[0-9a-f]{64}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithDigest();
}

/// <summary>Labels say what a thing is, and select; annotations say what else there is to know.</summary>
internal static class Labels
{
    public const string App = "app";
    public const string Component = "app.kubernetes.io/component";
    public const string Slot = "slot";
    public const string Environment = "environment";

    /// <summary>Which release a pod runs or an object belongs to.</summary>
    public const string Release = "malaria-prediction.com/release";

    /// <summary>The commit, as an annotation.</summary>
    public const string Commit = "malaria-prediction.com/commit";

    public const string Api = "api";
    public const string MigrationComponent = "migration";

    /// <summary>Pods that fetch data: besides the database they reach addresses outside.</summary>
    public const string SourcesComponent = "sources";

    private const string StandardName = "app.kubernetes.io/name";
    private const string PartOf = "app.kubernetes.io/part-of";
    private const string Whole = "malaria-prediction";

    /// <summary>What everything of an environment bears.</summary>
    public static Dictionary<string, string> Of(KubernetesEnvironment environment) =>
        new(StringComparer.Ordinal)
        {
            [App] = Names.Application,
            [StandardName] = Names.Application,
            [PartOf] = Whole,
            [Environment] = environment.Name,
        };

    /// <summary>What selects the serving pods: of one slot, or of all where <paramref name="slot"/> is null.</summary>
    public static Dictionary<string, string> Selector(string? slot)
    {
        var selector = new Dictionary<string, string>(StringComparer.Ordinal) { [App] = Names.Application, [Component] = Api };
        if (slot is not null)
        {
            selector[Slot] = slot;
        }
        return selector;
    }

    /// <summary>A name, the namespace and the common labels, with some more where given.</summary>
    public static V1ObjectMeta Metadata(
        KubernetesEnvironment environment,
        string name,
        params IEnumerable<KeyValuePair<string, string>> more
    )
    {
        var labels = Of(environment);
        foreach (var (key, value) in more)
        {
            labels[key] = value;
        }
        return new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = environment.Namespace,
            Labels = labels,
        };
    }
}
