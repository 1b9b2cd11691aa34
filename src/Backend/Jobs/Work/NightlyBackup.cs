using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs.Work;

/// <summary>A backup every night at two, proved at once: one that nobody has restored is a hope.</summary>
internal sealed class NightlyBackup(Database database, HostContext here) : IBackgroundWork
{
    public string Name => "nightly-backup";

    public string Purpose => "Write a backup, restore it for trial, and delete old ones.";

    public string Schedule => "0 0 2 * * ?";

    public string? Off(JobOptions options) => options.Backups ? null : "BACKUP_DIR is not set";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var options = BackupOptions.Read(here.Variable, database.Url);
        var made = await new BackupMaker(database, options, here.Clock).MakeAsync(cancellationToken);
        await progress(made.Sentence);
        return (await new BackupProof(database.Url, options.Secret, here.Clock).ProveAsync(made.File, null, cancellationToken)).Sentence;
    }
}
