using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Import;

/// <summary>An empty, migrated database in the place of whatever was there.</summary>
internal static class Databases
{
    public static async Task<Database> FreshAsync(string folder)
    {
        SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(folder, "bench.db*"))
        {
            File.Delete(old);
        }

        var database = new Database(DatabaseUrl.Parse($"sqlite://{Path.Combine(folder, "bench.db")}"));
        await new Migrator(database, TimeProvider.System).UpAsync(CancellationToken.None);
        return database;
    }
}
