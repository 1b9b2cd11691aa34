using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
