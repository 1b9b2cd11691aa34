using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>
/// A namespace that may have been there before and may hold what is not ours: made where it is missing, else left as it is.
/// </summary>
internal sealed class SharedNamespace(SetupCluster cluster, string name) : IResource
{
    private readonly ClusterObject _wanted = Manifest(name);

    public string Name => _wanted.Words;

    public static ClusterObject Manifest(string name) =>
        ClusterObject.Of(
            new V1Namespace
            {
                ApiVersion = V1Namespace.KubeApiVersion,
                Kind = V1Namespace.KubeKind,
                Metadata = new V1ObjectMeta { Name = name },
            }
        );

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken) =>
        await cluster.FindAsync(_wanted, cancellationToken) is null ? ResourceStatus.Missing() : ResourceStatus.AsWanted;

    public Task MakeAsync(CancellationToken cancellationToken) => cluster.CreateAsync(_wanted, cancellationToken);
}
