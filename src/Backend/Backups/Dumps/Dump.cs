using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Backups.Dumps;

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
