using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using static System.FormattableString;

namespace MalariaPredictor.Import;

/// <summary>Rows a second from a CSV file into the database, end to end, beside prepared inserts of the same values.</summary>
internal static class ImportTable
{
    public static async Task PrintAsync(string folder, int locations, int weeks, int runs)
    {
        var csv = Path.Combine(folder, "million.csv");
        SyntheticWeeks.Write(csv, locations, weeks);
        var (rows, values) = (locations * weeks, locations * weeks * SyntheticWeeks.Variables.Length);
        var database = default(Database);
        async Task FreshAsync() => database = await Databases.FreshAsync(folder);
        var inserts = await Stopwatches.FastestAsync(runs, FreshAsync, () => PreparedInserts.RunAsync(database!, locations, weeks));
        var import = await Stopwatches.FastestAsync(runs, FreshAsync, () => new Importer(database!, TimeProvider.System).ImportAsync(csv));
        var again = await Stopwatches.FastestAsync(
            runs,
            () => Task.CompletedTask,
            () => new Importer(database!, TimeProvider.System).ImportAsync(csv)
        );

        Console.WriteLine("| | seconds | rows/s | values/s | against prepared inserts |");
        Console.WriteLine("|---|---|---|---|---|");
        Print("prepared inserts, one transaction", inserts);
        Print("import of the CSV file, end to end", import);
        Print("import of the same file again (0 new)", again);
        void Print(string what, double seconds) =>
            Console.WriteLine(
                Invariant($"| {what} | {seconds:0.00} | {rows / seconds:#,0} | {values / seconds:#,0} | {inserts / seconds:0.00} |")
            );
    }
}
