using System.Globalization;
using MalariaPredictor.Backend.Files;

namespace MalariaPredictor.Backend.Backups;

/// <summary>Where backups are kept, each under the time it was made.</summary>
/// <param name="path">The folder.</param>
internal sealed class BackupFolder(string path)
{
    private const string Prefix = "malaria-";
    private const string Suffix = ".backup";
    private const string UnfinishedSuffix = ".unfinished";
    private const string Time = "yyyyMMdd'T'HHmmssfff'Z'";

    public string FileOf(DateTimeOffset created) =>
        Path.Combine(path, Prefix + created.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture) + Suffix);

    /// <summary>What a backup is called until it is whole; each maker has a name of its own.</summary>
    public static string Unfinished(string file) => $"{file}.{Guid.NewGuid():N}{UnfinishedSuffix}";

    /// <summary>The newest first; what else is in the folder is not looked at.</summary>
    public IReadOnlyList<(string File, DateTimeOffset Created)> All() =>
        !Directory.Exists(path)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(path, Prefix + "*" + Suffix)
                    .Select(file => (file, Created: CreatedOf(file)))
                    .Where(found => found.Created is not null)
                    .Select(found => (found.file, found.Created!.Value))
                    .OrderByDescending(found => found.Value),
            ];

    /// <summary>
    /// Deletes what is older than so many days; the newest stays however old it is.
    /// </summary>
    /// <returns>What was deleted.</returns>
    public IReadOnlyList<string> Prune(int days, DateTimeOffset now)
    {
        var old = All().Skip(1).Where(found => now - found.Created > TimeSpan.FromDays(days)).Select(found => found.File).ToList();
        old.ForEach(File.Delete);
        return old;
    }

    /// <summary>
    /// Deletes what killed processes left unfinished, and keeps what a living one writes. What has no mark (an older release made none)
    /// goes when nobody has written to it for a day, by the file system's clock.
    /// </summary>
    public void DeleteAbandoned()
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        foreach (var mark in Directory.GetFiles(path, Prefix + "*" + UnfinishedSuffix + LifeMark.Suffix))
        {
            using var dead = LifeMark.TakeFromTheDead(mark);
            if (dead is not null)
            {
                File.Delete(mark[..^LifeMark.Suffix.Length]);
            }
        }

        foreach (var left in Directory.GetFiles(path, Prefix + "*" + UnfinishedSuffix))
        {
            if (
                !File.Exists(left + LifeMark.Suffix)
                && TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(left) > TimeSpan.FromDays(1)
            )
            {
                File.Delete(left);
            }
        }
    }

    private static DateTimeOffset? CreatedOf(string file) =>
        DateTime.TryParseExact(
            Path.GetFileName(file)[Prefix.Length..^Suffix.Length],
            Time,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var created
        )
            ? new DateTimeOffset(created)
            : null;
}
