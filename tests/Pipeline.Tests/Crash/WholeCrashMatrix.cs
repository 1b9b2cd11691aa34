using System.Text.Json;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>Every row of the matrix at every point. Takes about an hour; run by <c>./pipeline ci --crash-matrix</c>, which names the folder for what comes of it.</summary>
[Collection(nameof(Alone))]
public sealed class WholeCrashMatrix
{
    /// <summary>Rows that run side by side: most of their time they wait for a slot to start.</summary>
    private static readonly int AtOnce = 2 * Environment.ProcessorCount;

    [Fact(Explicit = true)]
    public async Task Whatever_dies_at_whatever_record_one_release_serves_and_no_request_fails()
    {
        var asked = Environment.GetEnvironmentVariable(CrashMatrixRun.Rows) ?? "";
        var rows = Matrix.Rows.Index().Where(row => $"{row.Item}".Contains(asked, StringComparison.OrdinalIgnoreCase)).ToList();
        var done = new List<CrashMatrixRow>();
        // What measures a time has the machine to itself.
        foreach (var (number, row) in rows.Where(row => row.Item.Alone))
            done.Add(await RunAsync(number, row));
        await Parallel.ForEachAsync(rows.Where(row => !row.Item.Alone), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, _) =>
        {
            var result = await RunAsync(row.Index, row.Item);
            lock (done)
                done.Add(result);
        });

        done.ShouldNotBeEmpty();
        done.Where(row => !row.Holds).ShouldBeEmpty();
    }

    private static async Task<CrashMatrixRow> RunAsync(int number, MatrixRow row)
    {
        var run = new RowRun(row);
        var result = await run.RunAsync(number);
        if (Environment.GetEnvironmentVariable(CrashMatrixRun.Folder) is { } folder)
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, $"{number:00}.log"), run.Complaints, TestContext.Current.CancellationToken);
            AtomicFile.Write(Path.Combine(folder, $"{number:00}.json"), JsonSerializer.SerializeToUtf8Bytes(result, Wire.Default.CrashMatrixRow));
        }
        return result;
    }
}
