using System.Data.Common;
using System.IO.Compression;
using Dapper;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
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
        DeleteAbandoned();
        var copy = new Copy(Beside("backing-up"));
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
        Directory.CreateDirectory(Path.GetDirectoryName(url.Path)!);
        await using var copy = new Copy(Beside("restoring"));
        await using (var file = File.Create(copy.File))
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
            File.Move(copy.File, url.Path);
            return;
        }

        await using var target = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = url.Path, Pooling = false }.ToString()
        );
        await target.OpenAsync(cancellationToken);
        copy.Opened.BackupDatabase(target);
    }

    public Task<IScratch> ScratchAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("malaria-verify-").FullName;
        return Task.FromResult<IScratch>(
            new Folder(folder, new Database(DatabaseUrl.Parse($"sqlite:{Path.Combine(folder, "scratch.db")}")))
        );
    }

    private string Beside(string what) => $"{url.Path}.{what}-{Guid.NewGuid():N}";

    /// <summary>
    /// Copies that nobody has written to for a day: whoever made them was killed. The age is that of the file system, not of our clock.
    /// </summary>
    private void DeleteAbandoned()
    {
        var (folder, name) = (Path.GetDirectoryName(url.Path)!, Path.GetFileName(url.Path));
        foreach (
            var copy in (string[])
                [.. Directory.EnumerateFiles(folder, name + ".backing-up-*"), .. Directory.EnumerateFiles(folder, name + ".restoring-*")]
        )
        {
            if (TimeProvider.System.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(copy)) > TimeSpan.FromDays(1))
            {
                File.Delete(copy);
            }
        }
    }

    /// <summary>A file of its own, gone when disposed.</summary>
    private sealed class Copy(string file) : IMoment
    {
        public string File => file;

        public SqliteConnection Opened { get; } = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());

        public DbConnection Connection => Opened;

        public Task<bool> HasHypertablesAsync() => Task.FromResult(false);

        public async Task CopyToAsync(Stream content, CancellationToken cancellationToken)
        {
            await Opened.CloseAsync();
            await using var packed = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true);
            await using var source = System.IO.File.OpenRead(file);
            await source.CopyToAsync(packed, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await Opened.DisposeAsync();
            foreach (var part in (string[])["", "-wal", "-shm", "-journal"])
            {
                System.IO.File.Delete(file + part);
            }
        }
    }

    private sealed class Folder(string path, Database database) : IScratch
    {
        public Database Database => database;

        public ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(path, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
