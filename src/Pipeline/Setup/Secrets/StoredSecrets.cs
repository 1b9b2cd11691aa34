using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Cluster;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

/// <summary>The values of a Secret that is there already: one password is in two Secrets, for the store and for who uses it.</summary>
internal sealed class StoredSecrets(SetupCluster cluster, string scope)
{
    /// <returns>Null where there is no such Secret.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await cluster.FindAsync(
            CreatedSecret.Manifest(
                new V1ObjectMeta { Name = name, NamespaceProperty = scope },
                CreatedSecret.Opaque,
                new Dictionary<string, string>()
            ),
            cancellationToken
        );
        return found is null
            ? null
            : (found["data"] as JsonObject ?? []).ToDictionary(
                pair => pair.Key,
                pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair.Value!.GetValue<string>())),
                StringComparer.Ordinal
            );
    }
}
