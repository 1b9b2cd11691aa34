using System.Globalization;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Storage;

/// <summary>Observations a second, compared with what is known, dated and committed, beside the database's own fastest way.</summary>
internal static class WriteTable
{
    private const int Observations = 1_000_000;

    public static async Task PrintAsync(IEnumerable<Store> stores, int runs)
    {
        var batch = SyntheticRows.Batch(Observations);
        Console.WriteLine("| database | reference | reference, rows/s | ours, rows/s | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var store in stores)
        {
            var (reference, ours) = (double.MaxValue, double.MaxValue);
            for (var run = 0; run < runs; run++)
            {
                // By turns, so that what else the machine does meets both.
                reference = Math.Min(reference, await SecondsAsync(store, database => store.WriteReferenceAsync(database, batch)));
                ours = Math.Min(ours, await SecondsAsync(store, database => SyntheticRows.AppendAsync(database, batch)));
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {store.Name} | {store.Reference} | {Observations / reference:#,0} | {Observations / ours:#,0} | "
                        + $"{reference / ours:0.00} |"
                )
            );
        }
    }

    private static async Task<double> SecondsAsync(Store store, Func<Database, Task> write)
    {
        var database = await store.FreshAsync();
        var began = TimeProvider.System.GetTimestamp();
        await write(database);
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
