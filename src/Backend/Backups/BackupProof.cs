using Dapper;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Backups.Dumps;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;

namespace MalariaPredictor.Backend.Backups;

/// <summary>
/// Proves a backup by restoring it into a database made for the trial and making the newest stored forecast again, bit for bit: data, model
/// and forecast all came back, and this build can use them.
/// </summary>
public sealed class BackupProof(DatabaseUrl beside, string? secret, TimeProvider clock)
{
    /// <param name="file">The backup.</param>
    /// <param name="scratch">An empty database for the trial; null has one made and dropped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserFacingException">It is no backup one could rely on: why.</exception>
    public async Task<ProvedBackup> ProveAsync(string file, DatabaseUrl? scratch, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        if (scratch is not null)
        {
            return await ProveAsync(file, new Database(scratch), began, cancellationToken);
        }

        await using var made = await Dump.Of(beside).ScratchAsync(cancellationToken);
        return await ProveAsync(file, made.Database, began, cancellationToken);
    }

    private async Task<ProvedBackup> ProveAsync(string file, Database database, long began, CancellationToken cancellationToken)
    {
        var header = await new BackupRestorer(database, secret).RestoreAsync(file, replace: false, cancellationToken);
        await new Migrator(database, clock).UpAsync(cancellationToken);
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            var observations = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM observation");
            if (observations != header.Observations)
            {
                throw new UserFacingException(
                    $"{file} restored {observations:N0} of {header.Observations:N0} observations.",
                    DamagedBackup.Remedy
                );
            }
        }

        var same = header.NewestForecast is { } newest ? await ReproduceAsync(database, newest, file, cancellationToken) : (bool?)null;
        return new ProvedBackup(file, header, same, clock.GetUtcNow() - header.CreatedAt, clock.GetElapsedTime(began));
    }

    private async Task<bool> ReproduceAsync(Database database, ForecastMark newest, string file, CancellationToken cancellationToken)
    {
        var store = new ForecastStore(database);
        var run = await store.IssuedByAsync(DateTimeOffset.MaxValue, cancellationToken);
        if (run is null || run.Id != newest.Run || run.Model.Digest != newest.ModelDigest || run.DataDigest != newest.DataDigest)
        {
            throw new UserFacingException(
                $"{file} restored, but its newest forecast is not the one that was stored.",
                DamagedBackup.Remedy
            );
        }

        var replayed = await new ForecastReplay(database, new ModelVersions(database, clock), store).RunAsync(
            run.IssuedAt,
            cancellationToken
        );
        return replayed.Same == true
            ? true
            : throw new UserFacingException(
                $"{file} restored, but its newest forecast (run {run.Id}) could not be made again bit for bit.",
                "Another release may have made it: verify with that one. If it was this one, do not rely on this backup."
            );
    }
}

/// <summary>A backup that was proved.</summary>
/// <param name="File">Which.</param>
/// <param name="Header">What it says of itself.</param>
/// <param name="Reproduced">Whether its newest forecast was made again bit for bit; null where it holds none.</param>
/// <param name="RecoveryPoint">How much would be lost if the database were gone now: its age.</param>
/// <param name="RecoveryTime">How long it took to read, restore and use it.</param>
public sealed record ProvedBackup(string File, BackupHeader Header, bool? Reproduced, TimeSpan RecoveryPoint, TimeSpan RecoveryTime)
{
    /// <summary>All of it, for a person.</summary>
    public string Sentence =>
        $"{File} is sound: {Header.Observations:N0} observations restored"
        + (
            Reproduced == true
                ? $", and forecast run {Header.NewestForecast!.Run} made again bit for bit."
                : "; it holds no forecast that could be made again."
        )
        + $" RPO {Words(RecoveryPoint)} (its age), RTO {Words(RecoveryTime)} (read, restored, used).";

    private static string Words(TimeSpan span) =>
        span.TotalDays >= 2 ? $"{span.TotalDays:0.0} days"
        : span.TotalHours >= 2 ? $"{span.TotalHours:0.0} hours"
        : span.TotalMinutes >= 2 ? $"{span.TotalMinutes:0.0} minutes"
        : $"{span.TotalSeconds:0.0} s";
}
