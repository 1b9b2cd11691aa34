using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Backups.Dumps;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Backups;

/// <summary>
/// Makes a database what a backup holds. Everything that can be wrong with the backup is found before anything is written.
/// </summary>
public sealed class BackupRestorer(Database database, string? secret)
{
    /// <param name="file">The backup.</param>
    /// <param name="replace">Whether what is there may go.</param>
    /// <param name="cancellationToken">Ends it; nothing is changed.</param>
    /// <exception cref="UserFacingException">The backup is not whole, not for this build or kind of database, or would replace
    /// something.</exception>
    public async Task<BackupHeader> RestoreAsync(string file, bool replace, CancellationToken cancellationToken)
    {
        var header = await BackupFile.HeaderAsync(file, cancellationToken);
        if (header.Schema > SchemaRange.Newest)
        {
            throw new UserFacingException(
                $"{file} holds schema {header.Schema}, and this build knows schemas up to {SchemaRange.Newest}.",
                "Restore it with the release that made it, or a newer one."
            );
        }

        if (header.Dialect != database.Dialect)
        {
            throw new UserFacingException(
                $"{file} was made of a {header.Dialect} database, and {database.Name} is {database.Dialect}.",
                "Point DATABASE_URL at a database of its kind."
            );
        }

        await BackupFile.CheckAsync(file, secret, cancellationToken);
        var dump = Dump.Of(database.Url);
        if (!replace && !await dump.IsEmptyAsync(cancellationToken))
        {
            throw new UserFacingException(
                $"There is a database at {database.Name} already.",
                "Restore into another one, or say --replace to give up what it holds."
            );
        }

        await using var content = await BackupFile.ContentAsync(file, secret, cancellationToken);
        await dump.RestoreAsync(header, content, replace, cancellationToken);
        database.Engine.Forget();
        return header;
    }
}
