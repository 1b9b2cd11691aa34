using System.Text.Json;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>
/// Every row of the matrix at every point. Takes about an hour; run by <c>./pipeline ci --crash-matrix</c>, which names the folder for what
/// comes of it.
/// </summary>
[Collection(nameof(Alone))]
public sealed class WholeCrashMatrix
{
    /// <summary>Rows that run side by side: most of their time they wait for a slot to start.</summary>
    private static readonly int AtOnce = 2 * Environment.ProcessorCount;

    [Fact(Explicit = true)]
    [OnRequest]
    public async Task Whatever_dies_at_whatever_record_one_release_serves_and_no_request_fails()
    {
        var rows = Matrix.Rows.Index().Where(row => IsAsked($"{row.Item}")).ToList();
        var done = new List<CrashMatrixRow>();
        // What measures a time has the machine to itself.
        foreach (var (number, row) in rows.Where(row => row.Item.Alone))
        {
            done.Add(await RunAsync(number, row));
        }
        await Parallel.ForEachAsync(
            rows.Where(row => !row.Item.Alone),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (row, _) =>
            {
                var result = await RunAsync(row.Index, row.Item);
                lock (done)
                {
                    done.Add(result);
                }
            }
        );

        done.Where(row => !row.Holds).ShouldBeEmpty();
    }

    /// <summary>Whether the words of a row are among those that were asked for.</summary>
    internal static bool IsAsked(string row) =>
        row.Contains(Environment.GetEnvironmentVariable(CrashMatrixRun.Rows) ?? "", StringComparison.OrdinalIgnoreCase);

    internal static async Task KeepAsync(CrashMatrixRow row, IReadOnlyList<string> complaints)
    {
        if (Environment.GetEnvironmentVariable(CrashMatrixRun.Folder) is not { } folder)
        {
            return;
        }
        await File.WriteAllLinesAsync(Path.Combine(folder, $"{row.Number:00}.log"), complaints, TestContext.Current.CancellationToken);
        AtomicFile.Write(
            Path.Combine(folder, $"{row.Number:00}.json"),
            JsonSerializer.SerializeToUtf8Bytes(row, CiJson.Default.CrashMatrixRow)
        );
    }

    private static async Task<CrashMatrixRow> RunAsync(int number, MatrixRow row)
    {
        var run = new RowRun(row);
        var result = await run.RunAsync(number);
        await KeepAsync(result, run.Complaints);
        return result;
    }
}
