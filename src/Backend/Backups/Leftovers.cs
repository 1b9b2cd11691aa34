using MalariaPredictor.Backend.Backups.Dumps;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Backups;

/// <summary>What backups, restores and trials that were killed have left on the disk: copies of the whole database in plain text.</summary>
internal static class Leftovers
{
    /// <summary>Deletes them, and keeps what a living process writes.</summary>
    public static void Delete(HostContext here)
    {
        var database = here.Options().Database;
        new BackupFolder(BackupOptions.FolderOf(here.Variable, database)).DeleteAbandoned();
        if (database is SqliteUrl file)
        {
            WorkingCopy.DeleteAbandoned(file.Path);
            TrialFolder.DeleteAbandoned();
        }
    }
}
