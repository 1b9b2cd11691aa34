using MalariaPredictor.Servers;
using MalariaPredictor.Storage;

const int Runs = 3;
var folder = Directory.CreateTempSubdirectory("malaria-bench-").FullName;
try
{
    await using var server = await PostgresServer.StartAsync();
    Store[] stores = [new SqliteStore(folder), new PostgresStore(server)];
    var quick = args.Contains("--quick");
    if (args.Contains("proof"))
    {
        await ProofTable.PrintAsync(stores, quick ? 100_000 : 1_000_000, Path.Combine(folder, "backups"));
    }
    else
    {
        await WriteTable.PrintAsync(stores, Runs);
        await GrowthTable.PrintAsync(stores, quick ? [100_000, 1_000_000] : [1_000_000, 10_000_000], Runs);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
