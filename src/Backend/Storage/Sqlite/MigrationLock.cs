using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;

namespace MalariaPredictor.Backend.Storage.Sqlite;

/// <summary>
/// Lets one migrator in at a time. A lock on a file beside the database: the operating system frees it when its holder dies,
/// however it dies, so it can never be left behind. The file itself stays, since deleting it would race with the next holder.
/// </summary>
internal static class MigrationLock
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IAsyncDisposable> TakeAsync(string databasePath, TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = databasePath + ".migrating";
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException) when (File.Exists(path) && clock.GetElapsedTime(began) < Timeout)
            {
                // Held by another migrator: whoever comes second waits, and then finds the work done.
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (IOException held) when (File.Exists(path))
            {
                throw new UserFacingException(
                    $"Another migrator has held {path} for {Timeout.TotalMinutes:0} minutes.",
                    "See what it is doing, then try again.",
                    held
                );
            }
        }
    }
}
