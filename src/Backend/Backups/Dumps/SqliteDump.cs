using System.IO.Compression;
using Dapper;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>
/// A database file, copied by SQLite's online backup: page by page under its locks, so that writers go on and the copy is of one moment.
/// </summary>
internal sealed class SqliteDump(SqliteUrl url) : IDump
{
    public async Task<IMoment> HoldAsync(CancellationToken cancellationToken)
    {
        await using var source = (SqliteConnection)await new Database(url).OpenAsync(cancellationToken);
        WorkingCopy.DeleteAbandoned(url.Path);
        var copy = WorkingCopy.Beside(url.Path, WorkingCopy.BackingUp);
        try
        {
            await copy.Opened.OpenAsync(cancellationToken);
            source.BackupDatabase(copy.Opened);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => Task.FromResult(!File.Exists(url.Path));

    /// <summary>
    /// Through a file beside it that is checked first. Where a database is there, it is replaced under its locks: whoever has it open sees
    /// the old one or the new one.
    /// </summary>
    public async Task RestoreAsync(BackupHeader header, Stream content, bool replace, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(Path.GetDirectoryName(url.Path)!);
        WorkingCopy.DeleteAbandoned(url.Path);
        await using var copy = WorkingCopy.Beside(url.Path, WorkingCopy.Restoring);
        await using (var file = new FileStream(copy.File, PrivateFile.Options(FileMode.Create)))
        await using (var unpacked = new GZipStream(content, CompressionMode.Decompress))
        {
            await unpacked.CopyToAsync(file, cancellationToken);
        }

        await copy.Opened.OpenAsync(cancellationToken);
        if (await copy.Opened.ExecuteScalarAsync<string>("PRAGMA integrity_check") is var verdict && verdict != "ok")
        {
            throw new UserFacingException($"The database in the backup is not sound: {verdict}", DamagedBackup.Remedy);
        }

        if (!File.Exists(url.Path))
        {
            await copy.Opened.CloseAsync();
            if (!ExclusiveName.TryGive(copy.File, url.Path))
            {
                throw new UserFacingException(
                    $"Another process made {url.Path} during the restore; that database stays as it is.",
                    "Restore into another one, or say --replace to give up what it holds."
                );
            }

            return;
        }

        await using var target = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = url.Path, Pooling = false }.ToString()
        );
        await target.OpenAsync(cancellationToken);
        try
        {
            copy.Opened.BackupDatabase(target);
        }
        catch (SqliteException damaged) when (SqliteFailure.IsDamage(damaged))
        {
            // What cannot be read cannot be replaced under its locks; and its log belongs to it alone.
            await target.CloseAsync();
            await copy.Opened.CloseAsync();
            File.Delete(url.Path + "-wal");
            File.Delete(url.Path + "-shm");
            File.Move(copy.File, url.Path, overwrite: true);
        }
    }

    public Task<IScratch> ScratchAsync(CancellationToken cancellationToken)
    {
        TrialFolder.DeleteAbandoned();
        return Task.FromResult<IScratch>(new TrialFolder());
    }
}
