using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Every release ever made in one place. A record is never changed.</summary>
internal interface IReleaseStore
{
    /// <summary>Where that is, in words.</summary>
    string Place { get; }

    /// <summary>The oldest first.</summary>
    IReadOnlyList<Release> All();

    /// <summary>Makes a release under the next number, and keeps its record.</summary>
    Task<Release> AddAsync(Func<string, Release> make, string commit, CancellationToken cancellationToken);

    Release? Find(string id) => All().FirstOrDefault(release => release.Id == id);

    Release Get(string id) =>
        Find(id)
        ?? throw new UserFacingException(
            $"there is no release '{id}' in {Place}",
            $"Known releases: {string.Join(", ", All().TakeLast(10).Select(release => release.Id))}"
        );

    /// <summary>Sortable by age, and tells the commit.</summary>
    static string Name(int number, string commit)
    {
        var dirty = commit.Contains("-dirty", StringComparison.Ordinal) ? "-dirty" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{number:00000}-{commit[..Math.Min(8, commit.Length)]}{dirty}");
    }

    /// <summary>Of a release's id; 0 where it has none.</summary>
    static int Number(string id) => int.TryParse(id.Split('-')[0], CultureInfo.InvariantCulture, out var number) ? number : 0;
}

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

/// <summary>The hash of a release's record, kept in it: a record that was changed afterwards does not match its seal.</summary>
internal static class ReleaseSeal
{
    public static Release Put(Release release) => release with { Seal = Of(release) };

    public static string Of(Release release) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(release with { Seal = null }, ContractJson.Default.Release))
        );
}
