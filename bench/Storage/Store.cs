using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;

namespace MalariaPredictor.Storage;

/// <summary>A kind of database, with what its writing is compared with.</summary>
internal abstract class Store
{
    public abstract string Name { get; }

    /// <summary>What writing is compared with: the same rows, known beforehand, in one transaction.</summary>
    public abstract string Reference { get; }

    public async Task<Database> FreshAsync()
    {
        var database = new Database(DatabaseUrl.Parse(await EmptyAsync()));
        await new Migrator(database, TimeProvider.System).UpAsync(CancellationToken.None);
        return database;
    }

    public abstract Task WriteReferenceAsync(Database database, ObservationBatch batch);

    /// <summary>Bytes of table and indexes on disk.</summary>
    public abstract Task<long> SizeAsync(Database database);

    /// <summary>The URL of an empty database in the place of whatever was there.</summary>
    protected abstract Task<string> EmptyAsync();
}
