using System.Globalization;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Storage;

/// <summary>How size and the reading of a panel grow with what is stored.</summary>
internal static class GrowthTable
{
    public static async Task PrintAsync(IReadOnlyList<Store> stores, int[] sizes, int runs)
    {
        Console.WriteLine();
        Console.WriteLine(
            "| database | observations | write, s | bytes each | panel as of now, s | after 1 % corrections: as of before, s | as of now, "
                + "s | bytes per correction |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var store in stores)
        {
            foreach (var observations in sizes)
            {
                await PrintAsync(store, observations, runs);
            }
        }
    }

    private static async Task PrintAsync(Store store, int observations, int runs)
    {
        var database = await store.FreshAsync();
        var batch = SyntheticRows.Batch(observations);
        var write = await SecondsAsync(1, () => SyntheticRows.AppendAsync(database, batch));
        var size = await store.SizeAsync(database);
        var known = new Observations(database);
        var panel = await SecondsAsync(runs, () => known.PanelAsOfAsync(DateTimeOffset.MaxValue));
        var before = (await known.LastRecordedAtAsync())!.Value;
        var corrections = SyntheticRows.Corrections(batch);
        await SyntheticRows.AppendAsync(database, corrections);
        var grown = await store.SizeAsync(database);
        var old = await SecondsAsync(runs, () => known.PanelAsOfAsync(before));
        var now = await SecondsAsync(runs, () => known.PanelAsOfAsync(DateTimeOffset.MaxValue));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {store.Name} | {observations:#,0} | {write:0.0} | {(double)size / observations:0} | {panel:0.00} | {old:0.00} | "
                    + $"{now:0.00} | {(double)(grown - size) / (corrections.Rows * 4):0} |"
            )
        );
    }

    private static async Task<double> SecondsAsync(int runs, Func<Task> run)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await run();
            fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        return fastest;
    }
}
