using Dapper;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Backups.Dumps;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Backups;

/// <summary>Writes the database into one file, as of one moment, while others go on using it.</summary>
public sealed class BackupMaker(Database database, BackupOptions options, TimeProvider clock)
{
    private const long SchemaWithForecasts = 3;

    /// <returns>The backup, once it is wholly on the disk and older ones are gone.</returns>
    /// <exception cref="UserFacingException">It could not be made; nothing is left of it.</exception>
    public async Task<BackupMade> MakeAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await using var moment = await Dump.Of(database.Url).HoldAsync(cancellationToken);
        var schema = await ReadableAsync(moment);
        var key = BackupKey.New(options.Secret);
        var header = await DescribeAsync(moment, schema, key?.Mark);
        var folder = new BackupFolder(options.Folder);
        var path = folder.FileOf(header.CreatedAt);
        try
        {
            PrivateFile.CreateFolder(options.Folder);
            folder.DeleteAbandoned();
            await WriteAsync(path, header, key, moment, cancellationToken);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            throw new UserFacingException(
                $"The backup {path} cannot be written: {full.Message}",
                "Make room, or set BACKUP_DIR to a folder that this user may write.",
                full
            );
        }

        return new BackupMade(
            path,
            new FileInfo(path).Length,
            header,
            folder.Prune(options.RetentionDays, header.CreatedAt),
            clock.GetElapsedTime(began)
        );
    }

    /// <summary>An older schema than this build serves is backed up as well: that is how it is made safe before it is migrated.</summary>
    private async Task<long> ReadableAsync(IMoment moment) =>
        await SchemaState.ReadAsync(moment.Connection) switch
        {
            { Version: 0 } => throw new UserFacingException(
                $"There is nothing to back up: {database.Name} holds no schema.",
                "Run: malaria-predictor migrate up."
            ),
            { OldestReader: > SchemaRange.Newest } newer => throw new UserFacingException(newer.Problem!),
            var known => known.Version,
        };

    private async Task<BackupHeader> DescribeAsync(IMoment moment, long schema, EncryptionMark? encryption)
    {
        var newest =
            schema < SchemaWithForecasts
                ? null
                : await moment.Connection.QueryFirstOrDefaultAsync<NewestRun>(
                    "SELECT id AS Id, model_digest AS ModelDigest, data_digest AS DataDigest FROM forecast_run ORDER BY issued_at DESC, id "
                        + "DESC LIMIT 1"
                );
        var recorded = await moment.Connection.ExecuteScalarAsync<long?>("SELECT MAX(recorded_at) FROM source_file");
        return new BackupHeader(
            Instant.FromStored(Instant.ToStored(clock.GetUtcNow())),
            database.Dialect,
            schema,
            await moment.HasHypertablesAsync(),
            await moment.Connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM observation"),
            recorded is { } time ? Instant.FromStored(time) : null,
            newest is null ? null : new ForecastMark(newest.Id, newest.ModelDigest, newest.DataDigest),
            encryption
        );
    }

    private static async Task WriteAsync(
        string path,
        BackupHeader header,
        BackupKey? key,
        IMoment moment,
        CancellationToken cancellationToken
    )
    {
        var unfinished = BackupFolder.Unfinished(path);
        using var mark = LifeMark.Hold(unfinished);
        try
        {
            await using (var file = new FileStream(unfinished, PrivateFile.Options(FileMode.CreateNew)))
            {
                await using var content = await BackupWriteStream.BeginAsync(file, header, key, cancellationToken);
                await moment.CopyToAsync(content, cancellationToken);
                await content.CompleteAsync(cancellationToken);
                await file.FlushAsync(cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            if (!ExclusiveName.TryGive(unfinished, path))
            {
                throw new UserFacingException(
                    $"There is a backup {path} already, of the same moment; it stays as it is.",
                    "Another process backs up into this folder: use that backup, or run this again."
                );
            }
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    // Filled by name: the databases differ in the width of integers.
    private sealed class NewestRun
    {
        public long Id { get; set; }

        public string ModelDigest { get; set; } = "";

        public string DataDigest { get; set; } = "";
    }
}

/// <summary>A backup that was made.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Header">What it says of itself.</param>
/// <param name="Deleted">Older ones that were deleted.</param>
/// <param name="Took">How long it took.</param>
public sealed record BackupMade(string File, long Bytes, BackupHeader Header, IReadOnlyList<string> Deleted, TimeSpan Took)
{
    /// <summary>All of it, for a person.</summary>
    public string Sentence =>
        $"{File}: {Header.Observations:N0} observations, schema {Header.Schema}, {Bytes / 1e6:0.0} MB, "
        + $"{(Header.Encryption is null ? "not encrypted" : "encrypted")}, in {Took.TotalSeconds:0.0} s."
        + (Deleted.Count > 0 ? $" {Deleted.Count} older than the retention deleted." : "");
}
