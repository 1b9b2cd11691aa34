using System.Globalization;

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

    /// <summary>What a backup is called until it is whole.</summary>
    public static string Unfinished(string file) => file + UnfinishedSuffix;

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
    /// Deletes what is older than so many days; the newest stays however old it is. What was cut off a day ago nobody finishes any more.
    /// </summary>
    /// <returns>What was deleted.</returns>
    public IReadOnlyList<string> Prune(int days, DateTimeOffset now)
    {
        var old = All().Skip(1).Where(found => now - found.Created > TimeSpan.FromDays(days)).Select(found => found.File).ToList();
        old.ForEach(File.Delete);
        foreach (
            var left in Directory
                .EnumerateFiles(path, Prefix + "*" + Suffix + UnfinishedSuffix)
                .Where(left => now - CreatedOf(left[..^UnfinishedSuffix.Length]) > TimeSpan.FromDays(1))
        )
        {
            File.Delete(left);
        }

        return old;
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
