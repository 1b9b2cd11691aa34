using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>
/// A release's own ConfigMap and Secrets: made with it, never changed, kept as long as it may be gone back to. The Secrets are copies of
/// the environment's as they are when the release is made.
/// </summary>
internal sealed class ReleaseObjects(ClusterApi api, KubernetesEnvironment environment)
{
    public static string Query => $"{Labels.App}={Names.Application},{Labels.Release}";

    public static ReleaseParts PartsOf(Release release) =>
        new(release.Id, release.Commit, release.Image!, release.Id, release.Configuration);

    public async Task EnsureAsync(Release release, CancellationToken cancellationToken)
    {
        var parts = PartsOf(release);
        foreach (var use in SecretCatalog.All)
        {
            var name = Names.WithSuffix(use.Name, parts.Suffix);
            if (await api.FindAsync<V1Secret>(name, cancellationToken) is null && await SourceAsync(use, cancellationToken) is { } source)
            {
                await api.EnsureAsync(Copy(source, name, parts), cancellationToken);
            }
        }
        await api.EnsureAsync(ConfigManifest.Of(environment, parts), cancellationToken);
    }

    /// <summary>The Secrets that must be there and are not.</summary>
    public async Task RequireSourcesAsync(CancellationToken cancellationToken)
    {
        foreach (var use in SecretCatalog.All)
        {
            await SourceAsync(use, cancellationToken);
        }
    }

    /// <summary>The releases whose configuration is kept: they can be started.</summary>
    public async Task<IReadOnlySet<string>> ReleasesAsync(CancellationToken cancellationToken) =>
        (await api.ListAsync<V1ConfigMap>(Query, cancellationToken))
            .Items.Select(map => map.Metadata.Labels[Labels.Release])
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Removes what belongs to releases that are not wanted any more.</summary>
    public async Task PruneAsync(IReadOnlySet<string> wanted, CancellationToken cancellationToken)
    {
        foreach (var map in await UnwantedAsync<V1ConfigMap>())
        {
            await api.DeleteAsync<V1ConfigMap>(map, cancellationToken);
        }
        foreach (var secret in await UnwantedAsync<V1Secret>())
        {
            await api.DeleteAsync<V1Secret>(secret, cancellationToken);
        }

        async Task<List<string>> UnwantedAsync<T>()
            where T : class, k8s.IKubernetesObject<V1ObjectMeta> =>
            [
                .. from item in (await api.ListAsync<T>(Query, cancellationToken)).Items
                where !wanted.Contains(item.Metadata.Labels[Labels.Release])
                select item.Metadata.Name,
            ];
    }

    private async Task<V1Secret?> SourceAsync(SecretUse use, CancellationToken cancellationToken)
    {
        var source = await api.FindAsync<V1Secret>(use.Name, cancellationToken);
        var missing = use.Keys.Where(key => key.Required && source?.Data?.ContainsKey(key.Key) != true).Select(key => key.Key).ToList();
        return missing.Count == 0
            ? source
            : throw new UserFacingException(
                source is null
                    ? $"there is no Secret {use.Name} in namespace {api.Scope}"
                    : $"the Secret {use.Name} in namespace {api.Scope} has no {string.Join(", no ", missing)}",
                $"Make it: kubectl create secret generic {use.Name} --namespace {api.Scope} --from-literal={missing[0]}=…"
            );
    }

    private V1Secret Copy(V1Secret source, string name, ReleaseParts parts) =>
        new()
        {
            ApiVersion = V1Secret.KubeApiVersion,
            Kind = V1Secret.KubeKind,
            Metadata = Labels.Metadata(environment, name, KeyValuePair.Create(Labels.Release, parts.Id)),
            Type = source.Type,
            Immutable = true,
            Data = source.Data,
        };
}
