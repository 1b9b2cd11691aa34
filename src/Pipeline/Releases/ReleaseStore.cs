using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Every release ever made here, one immutable file each.</summary>
internal sealed class ReleaseStore(string folder)
{
    public Release Get(string id) => Find(id)
        ?? throw new Failure($"there is no release '{id}' in {folder}", $"Known are: {string.Join(", ", All().TakeLast(10).Select(release => release.Id))}");

    public Release? Find(string id) => All().FirstOrDefault(release => release.Id == id);

    public IReadOnlyList<Release> All() =>
        [.. from file in Directory.EnumerateFiles(folder, "*.json") orderby Path.GetFileName(file) select Read(file)];

    public Release Add(Func<string, Release> make, string commit)
    {
        var number = 1 + Directory.EnumerateFiles(folder, "*.json").Select(Number).DefaultIfEmpty(0).Max();
        var dirty = commit.Contains("-dirty", StringComparison.Ordinal) ? "-dirty" : "";
        var release = ReleaseSeal.Put(make(string.Create(CultureInfo.InvariantCulture, $"{number:00000}-{commit[..Math.Min(8, commit.Length)]}{dirty}")));
        AtomicFile.WriteNew(Path.Combine(folder, release.Id + ".json"), JsonSerializer.SerializeToUtf8Bytes(release, Wire.Default.Release));
        return release;
    }

    private static Release Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), Wire.Default.Release) ?? throw new JsonException("it is empty");
        }
        catch (JsonException damaged)
        {
            throw new Failure($"the release record {file} is damaged: {damaged.Message}", "Restore it from a backup, or move it away to forget that release.", damaged);
        }
    }

    private static int Number(string file) =>
        int.TryParse(Path.GetFileName(file).Split('-')[0], CultureInfo.InvariantCulture, out var number) ? number : 0;
}
