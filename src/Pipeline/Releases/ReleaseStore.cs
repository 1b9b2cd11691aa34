using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Releases in a folder, one immutable file each.</summary>
internal sealed class ReleaseStore(string folder) : IReleaseStore
{
    public string Place => folder;

    public IReadOnlyList<Release> All() =>
        [.. from file in Directory.EnumerateFiles(folder, "*.json") orderby Path.GetFileName(file) select Read(file)];

    public Task<Release> AddAsync(Func<string, Release> make, string commit, CancellationToken cancellationToken)
    {
        var number =
            1
            + Directory
                .EnumerateFiles(folder, "*.json")
                .Select(file => IReleaseStore.Number(Path.GetFileName(file)))
                .DefaultIfEmpty(0)
                .Max();
        var release = ReleaseSeal.Put(make(IReleaseStore.Name(number, commit)));
        AtomicFile.WriteNew(
            Path.Combine(folder, release.Id + ".json"),
            JsonSerializer.SerializeToUtf8Bytes(release, ContractJson.Default.Release)
        );
        return Task.FromResult(release);
    }

    private static Release Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ContractJson.Default.Release)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException damaged)
        {
            throw new UserFacingException(
                $"the release record {file} is damaged: {damaged.Message}",
                "Restore it from a backup, or move it away to forget that release.",
                damaged
            );
        }
    }
}
