using System.Data.Common;
using System.IO.Compression;
using MalariaPredictor.Backend.Files;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>A copy of a database file beside it, under a name of its own and for its owner alone; deleted when disposed.</summary>
internal sealed class WorkingCopy : IMoment
{
    public const string BackingUp = "backing-up";
    public const string Restoring = "restoring";

    // What SQLite puts beside a database.
    private static readonly string[] Parts = ["", "-wal", "-shm", "-journal"];

    private readonly LifeMark _mark;

    private WorkingCopy(string file)
    {
        File = file;
        _mark = LifeMark.Hold(file);
        PrivateFile.Ensure(file);
        Opened = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
    }

    public string File { get; }

    public SqliteConnection Opened { get; }

    public DbConnection Connection => Opened;

    /// <summary>An empty one.</summary>
    public static WorkingCopy Beside(string database, string what) => new($"{database}.{what}-{Guid.NewGuid():N}");

    /// <summary>
    /// Deletes the copies of processes that were killed, and keeps those that a living one writes. Where there is no mark (an older release
    /// made none), a copy that nobody has written to for a day counts as left behind, by the file system's clock.
    /// </summary>
    public static void DeleteAbandoned(string database)
    {
        var (folder, name) = (Path.GetDirectoryName(database)!, Path.GetFileName(database));
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (
            var found in (string[])
                [.. Directory.GetFiles(folder, $"{name}.{BackingUp}-*"), .. Directory.GetFiles(folder, $"{name}.{Restoring}-*")]
        )
        {
            if (found.EndsWith(LifeMark.Suffix, StringComparison.Ordinal))
            {
                using var dead = LifeMark.TakeFromTheDead(found);
                if (dead is not null)
                {
                    Delete(found[..^LifeMark.Suffix.Length]);
                }
            }
            else if (
                !HasMark(found)
                && TimeProvider.System.GetUtcNow().UtcDateTime - System.IO.File.GetLastWriteTimeUtc(found) > TimeSpan.FromDays(1)
            )
            {
                System.IO.File.Delete(found);
            }
        }
    }

    public Task<bool> HasHypertablesAsync() => Task.FromResult(false);

    public async Task CopyToAsync(Stream content, CancellationToken cancellationToken)
    {
        await Opened.CloseAsync();
        await using var packed = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true);
        await using var source = System.IO.File.OpenRead(File);
        await source.CopyToAsync(packed, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Opened.DisposeAsync();
        Delete(File);
        _mark.Dispose();
    }

    private static bool HasMark(string found) =>
        Array.Exists(
            Parts,
            part => found.EndsWith(part, StringComparison.Ordinal) && System.IO.File.Exists(found[..^part.Length] + LifeMark.Suffix)
        );

    private static void Delete(string file)
    {
        foreach (var part in Parts)
        {
            System.IO.File.Delete(file + part);
        }
    }
}
