using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

/// <summary>What the pipeline keeps of its own in an environment's namespace: the lock, the journal, the releases.</summary>
internal static class RecordNames
{
    public const string Lock = "malaria-predictor-release";
    public const string Journal = "malaria-predictor-journal";

    private const string Kind = "malaria-prediction.com/record";

    public static string Archive(int number) => $"{Journal}-{number:0000}";

    public static string Release(string id) => $"malaria-predictor-release-{id}";

    public static string ReleaseQuery => $"{Kind}=release";

    public static V1ObjectMeta Metadata(string name, string record) =>
        new()
        {
            Name = name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.App] = Names.Application, [Kind] = record },
        };
}
