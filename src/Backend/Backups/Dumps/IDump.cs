using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>How a kind of database is written out while others read and write it, and read back.</summary>
internal interface IDump
{
    /// <summary>Holds one moment of the database.</summary>
    Task<IMoment> HoldAsync(CancellationToken cancellationToken);

    /// <summary>Whether there is nothing yet that a restore would replace.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Makes the database what the content holds: all of it, or on a failure nothing.</summary>
    Task RestoreAsync(BackupHeader header, Stream content, bool replace, CancellationToken cancellationToken);

    /// <summary>A database beside this one for a trial; it is gone when disposed.</summary>
    Task<IScratch> ScratchAsync(CancellationToken cancellationToken);
}

/// <summary>A database as of one moment, whatever is written meanwhile.</summary>
internal interface IMoment : IAsyncDisposable
{
    /// <summary>To ask it; sees that moment.</summary>
    System.Data.Common.DbConnection Connection { get; }

    /// <summary>Whether TimescaleDB keeps some of its tables.</summary>
    Task<bool> HasHypertablesAsync();

    Task CopyToAsync(Stream content, CancellationToken cancellationToken);
}

/// <summary>A database for a trial.</summary>
internal interface IScratch : IAsyncDisposable
{
    Storage.Database Database { get; }
}

internal static class Dump
{
    public static IDump Of(DatabaseUrl url) =>
        url switch
        {
            SqliteUrl file => new SqliteDump(file),
            PostgresUrl server => new PostgresDump(server),
            _ => throw new ArgumentException("No such kind of database.", nameof(url)),
        };
}
