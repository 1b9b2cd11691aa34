using System.Globalization;
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
    /// <summary>Begins the name under which a data import runs Jobs: what bears it is of use to that command alone.</summary>
    private const string PassingPrefix = "data-";

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
        (await api.ListMetadataAsync<V1ConfigMap>(Query, cancellationToken))
            .Select(map => map.Labels[Labels.Release])
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The name of what the holder of a token runs Jobs as, besides a release.</summary>
    public static string Passing(long token) => string.Create(CultureInfo.InvariantCulture, $"{PassingPrefix}{token}");

    /// <summary>
    /// Removes the settings, the copies of Secrets and the parts of parcels of data imports: of one, or, for who has just taken the lock,
    /// of all that were killed.
    /// </summary>
    public Task ClearPassingAsync(CancellationToken cancellationToken, long? token = null) =>
        RemoveAsync(
            release => token is { } mine ? release == Passing(mine) : release.StartsWith(PassingPrefix, StringComparison.Ordinal),
            cancellationToken
        );

    /// <summary>Removes what belongs to releases that are not wanted any more.</summary>
    public Task PruneAsync(IReadOnlySet<string> wanted, CancellationToken cancellationToken) =>
        RemoveAsync(release => !wanted.Contains(release), cancellationToken);

    private async Task RemoveAsync(Func<string, bool> unwanted, CancellationToken cancellationToken)
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
                .. from item in await api.ListMetadataAsync<T>(Query, cancellationToken)
                where unwanted(item.Labels[Labels.Release])
                select item.Name,
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
