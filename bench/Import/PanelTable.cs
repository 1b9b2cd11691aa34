using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;
using static System.FormattableString;

namespace MalariaPredictor.Import;

/// <summary>The time to read a panel as of now.</summary>
internal static class PanelTable
{
    public static async Task PrintAsync(string folder, int runs)
    {
        Console.WriteLine();
        Console.WriteLine("| panel | observations | ms |");
        Console.WriteLine("|---|---|---|");
        foreach (var (locations, periods, variables) in ((int, int, int)[])[(116, 50, 9), (500, 500, 4), (1000, 1000, 4)])
        {
            var database = await Databases.FreshAsync(folder);
            await FillAsync(database, locations, periods, variables);
            var seconds = await Stopwatches.FastestAsync(
                runs * 3,
                () => Task.CompletedTask,
                () => new Observations(database).PanelAsOfAsync(TimeProvider.System.GetUtcNow().AddDays(1))
            );
            Console.WriteLine(
                Invariant($"| {locations} × {periods} × {variables} | {locations * periods * variables:#,0} | {1000 * seconds:0} |")
            );
        }
    }

    private static async Task FillAsync(Database database, int locations, int periods, int variables)
    {
        var rows = Enumerable.Range(0, locations * periods).ToArray();
        var batch = new ObservationBatch(
            PeriodType.Week,
            [.. Enumerable.Range(0, locations).Select(location => $"District {location:0000}")],
            [.. Enumerable.Range(0, variables).Select(variable => $"v{variable}")],
            Array.ConvertAll(rows, row => row / periods),
            Array.ConvertAll(rows, row => SyntheticWeeks.First.Ordinal + (row % periods)),
            [
                .. Enumerable
                    .Range(0, variables)
                    .Select(variable => Array.ConvertAll(rows, row => SyntheticWeeks.Value(row / periods, row % periods, variable % 4))),
            ]
        );
        await using var recording = await Recording.BeginAsync(database, TimeProvider.System);
        await recording.AppendAsync(batch, await recording.AddSourceAsync("x", "x", rows.Length, simulated: true, "[]"));
        await recording.CommitAsync();
    }
}
