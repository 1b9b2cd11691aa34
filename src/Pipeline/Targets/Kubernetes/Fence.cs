using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes;

/// <summary>
/// What keeps a deployer that was taken over from changing anything more. Each object that a release changes bears the newest token that
/// has claimed it, and is only ever written as it was read: a late write carries an older version, is refused by the server, and at the
/// next look its writer reads the newer token.
/// </summary>
internal sealed class Fence(ClusterApi api, long token)
{
    public const string Annotation = "malaria-prediction.com/fence";

    /// <summary>Owns the annotation, so that no applied configuration can take it away.</summary>
    private const string Manager = ClusterApi.Manager + "-fence";

    /// <summary>Puts this token on an object that is there; from here on every write prepared before is refused.</summary>
    public Task<T> RaiseAsync<T>(T item, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        ChangeAsync(
            item.Metadata.Name,
            there =>
                Of(there) == token
                    ? null
                    : new JsonObject
                    {
                        ["metadata"] = new JsonObject
                        {
                            ["annotations"] = new JsonObject { [Annotation] = token.ToString(CultureInfo.InvariantCulture) },
                        },
                    },
            cancellationToken,
            Manager,
            item
        );

    /// <summary>Changes an object as it was looked at, and looks again as long as others are faster.</summary>
    /// <param name="name">Of the object.</param>
    /// <param name="patchOf">What to change, by what is there; null when nothing is to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="manager">Who owns what is changed.</param>
    /// <param name="known">The object as it was read just now.</param>
    public async Task<T> ChangeAsync<T>(
        string name,
        Func<T, JsonObject?> patchOf,
        CancellationToken cancellationToken,
        string manager = ClusterApi.Manager,
        T? known = null
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (true)
        {
            var there = known ?? await api.GetAsync<T>(name, cancellationToken);
            known = null;
            Require(there);
            if (patchOf(there) is not { } patch)
            {
                return there;
            }
            AsRead(patch, there);
            try
            {
                return ClusterApi.Read<T>(await api.PatchAsync<T>(name, patch, cancellationToken, manager: manager));
            }
            catch (ClusterRefusal refusal) when (refusal.IsConflict)
            {
                // Changed since: by a controller, by a newer deployer, or by this very request whose answer was lost.
            }
        }
    }

    /// <summary>Sets how many pods a Deployment has, by its scale: nothing else owns that number.</summary>
    public async Task ScaleAsync(string deployment, Func<V1Deployment, int?> replicasOf, CancellationToken cancellationToken)
    {
        while (true)
        {
            var there = await api.GetAsync<V1Deployment>(deployment, cancellationToken);
            Require(there);
            if (replicasOf(there) is not { } replicas || there.Spec.Replicas == replicas)
            {
                return;
            }
            try
            {
                await api.PatchAsync<V1Deployment>(
                    deployment,
                    AsRead(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, there),
                    cancellationToken,
                    "scale"
                );
                return;
            }
            catch (ClusterRefusal refusal) when (refusal.IsConflict)
            {
                // As above.
            }
        }
    }

    /// <summary>
    /// Server-side apply on what was read; where nothing is yet, <paramref name="inert"/> is made first, which does nothing by itself.
    /// </summary>
    public async Task<T> ApplyAsync<T>(T item, T inert, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (true)
        {
            var there = await api.FindAsync<T>(item.Metadata.Name, cancellationToken);
            if (there is null)
            {
                await api.EnsureAsync(inert, cancellationToken);
                // A newer deployer puts its token only on what it finds: what is made after that must not be gone on with.
                if (await LeaseLock.NewestAsync(api, cancellationToken) is var newest && newest > token)
                {
                    throw Lost(newest);
                }
                continue;
            }
            there = await RaiseAsync(there, cancellationToken);
            try
            {
                if (await DisownAsync(there, cancellationToken))
                {
                    continue;
                }
                item.Metadata.ResourceVersion = there.Metadata.ResourceVersion;
                return await api.ApplyAsync(item, dryRun: false, cancellationToken);
            }
            catch (ClusterRefusal refusal) when (refusal.IsConflict)
            {
                // As above.
            }
        }
    }

    /// <summary>
    /// What was made by a create is owned by that create, and would stay for ever although no release says it any more. So that ownership
    /// is given up before the first is applied; true when there was any. The owner of the fence stays: an object that nobody owned would
    /// be taken to be somebody's from before.
    /// </summary>
    private async Task<bool> DisownAsync<T>(T there, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var others = (there.Metadata.ManagedFields ?? [])
            .Where(entry => !(entry is { Manager: ClusterApi.Manager, Operation: "Update" } && string.IsNullOrEmpty(entry.Subresource)))
            .ToList();
        if (others.Count == (there.Metadata.ManagedFields?.Count ?? 0))
        {
            return false;
        }
        var left = new JsonArray([.. others.Select(entry => JsonNode.Parse(KubernetesJson.Serialize(entry)))]);
        await api.PatchAsync<T>(
            there.Metadata.Name,
            AsRead(new JsonObject { ["metadata"] = new JsonObject { ["managedFields"] = left } }, there),
            cancellationToken
        );
        return true;
    }

    private static long Of(IMetadata<V1ObjectMeta> item) =>
        item.Metadata.Annotations?.TryGetValue(Annotation, out var text) == true
        && long.TryParse(text, CultureInfo.InvariantCulture, out var found)
            ? found
            : 0;

    private void Require(IMetadata<V1ObjectMeta> item)
    {
        if (Of(item) is var newer && newer > token)
        {
            throw Lost(newer);
        }
    }

    private static JsonObject AsRead(JsonObject patch, IMetadata<V1ObjectMeta> there)
    {
        if (patch["metadata"] is not JsonObject metadata)
        {
            patch["metadata"] = metadata = [];
        }
        metadata["resourceVersion"] = there.Metadata.ResourceVersion;
        return patch;
    }

    private static LockLostException Lost(long newer) => new($"a deployer with a newer token ({newer})");
}
