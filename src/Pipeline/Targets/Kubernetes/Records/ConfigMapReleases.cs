using System.Text.Json;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

/// <summary>Releases in ConfigMaps, an immutable one each.</summary>
internal sealed class ConfigMapReleases : IReleaseStore
{
    private const string Record = "release.json";
    private readonly ClusterApi _api;
    private readonly List<Release> _releases;

    private ConfigMapReleases(ClusterApi api, List<Release> releases) => (_api, _releases) = (api, releases);

    public string Place => $"namespace {_api.Scope}";

    public IReadOnlyList<Release> All() => _releases;

    public static async Task<ConfigMapReleases> ReadAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        var (maps, _) = await api.ListAsync<V1ConfigMap>(RecordNames.ReleaseQuery, cancellationToken);
        return new(api, [.. maps.Select(Of).OrderBy(release => IReleaseStore.Number(release.Id)).ThenBy(release => release.Created)]);
    }

    public async Task<Release> AddAsync(Func<string, Release> make, string commit, CancellationToken cancellationToken)
    {
        var release = make(IReleaseStore.Name(1 + _releases.Select(one => IReleaseStore.Number(one.Id)).DefaultIfEmpty(0).Max(), commit));
        return await PutAsync(release, cancellationToken);
    }

    /// <summary>Keeps a release under the name it has.</summary>
    public async Task<Release> PutAsync(Release release, CancellationToken cancellationToken)
    {
        release = ReleaseSeal.Put(release);
        var map = new V1ConfigMap
        {
            Metadata = RecordNames.Metadata(RecordNames.Release(release.Id), "release"),
            Immutable = true,
            Data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Record] = JsonSerializer.Serialize(release, ContractJson.Default.Release),
            },
        };
        // The release lock is held; so it can only be there if its own answer was lost on the way.
        if (
            !await _api.EnsureAsync(map, cancellationToken)
            && Of(await _api.GetAsync<V1ConfigMap>(map.Metadata.Name, cancellationToken)).Seal != release.Seal
        )
        {
            throw new UserFacingException($"release {release.Id} was recorded by another deployer", "Run the command again.");
        }
        _releases.Add(release);
        return release;
    }

    public async Task RemoveAsync(string release, CancellationToken cancellationToken)
    {
        await _api.DeleteAsync<V1ConfigMap>(RecordNames.Release(release), cancellationToken);
        _releases.RemoveAll(one => one.Id == release);
    }

    private static Release Of(V1ConfigMap map)
    {
        try
        {
            return JsonSerializer.Deserialize(map.Data[Record], ContractJson.Default.Release) ?? throw new JsonException("it is empty");
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException)
        {
            throw new UserFacingException(
                $"the release record in ConfigMap {map.Metadata.Name} is damaged: {damaged.Message}",
                "Restore it from a backup, or delete it to forget that release.",
                damaged
            );
        }
    }
}
