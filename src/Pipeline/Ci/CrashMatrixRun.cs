using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>Runs the crash matrix and tells each row as it comes; the whole of it is written into its document, whatever it says.</summary>
/// <param name="root">The repository.</param>
/// <param name="some">Words that the rows to run contain; null for all.</param>
/// <param name="console">Where it tells.</param>
/// <param name="time">For how long it took.</param>
internal sealed class CrashMatrixRun(string root, string? some, IAnsiConsole console, TimeProvider time)
{
    /// <summary>Names the folder for the rows; set for the tests that fill them.</summary>
    public const string Folder = "MALARIA_CRASH_MATRIX";

    /// <summary>Words that the rows to run contain; set for the tests. Without it all are run.</summary>
    public const string Rows = "MALARIA_CRASH_MATRIX_ROWS";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly string _results = Path.Combine(root, "artifacts", "results", "crash-matrix");
    private readonly HashSet<int> _told = [];

    /// <returns>0 when every row holds, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_results))
        {
            Directory.Delete(_results, recursive: true);
        }
        Directory.CreateDirectory(_results);
        var build = await Checks.CrashMatrixBuild.RunAsync(root, _results, time, cancellationToken);
        if (!build.Passed)
        {
            throw new UserFacingException("the tests do not build", $"Look into {build.Log}.");
        }

        var began = time.GetTimestamp();
        var run = Checks.CrashMatrix(root, _results, some).RunAsync(root, _results, time, cancellationToken);
        while (await Task.WhenAny(run, Task.Delay(LookEvery, time, cancellationToken)) != run)
        {
            Tell();
        }
        Tell();
        return Finish(await run, time.GetElapsedTime(began));
    }

    private int Finish(Check.Result result, TimeSpan took)
    {
        var rows = Done();
        if (rows.Count == 0)
        {
            throw new UserFacingException(
                some is null ? "the crash matrix did not begin" : $"no row of the crash matrix is like '{some}', or none began",
                $"docs/reliability.md shows them; the log is {result.Log}."
            );
        }
        var surroundings = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, "
                + $"{took.TotalMinutes:0} minutes"
        );
        if (some is null)
        {
            CrashMatrixTable.Write(Path.Combine(root, "docs", "reliability.md"), CrashMatrixTable.Render(rows, surroundings));
        }
        var writer = console.Profile.Out.Writer;
        if (!result.Passed)
        {
            writer.WriteLine($"Something does not hold, or a row did not come to its end: {Path.GetRelativePath(root, result.Log)}");
        }
        writer.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Sum(row => row.Points)} points, {rows.Sum(row => row.Requests)} requests, {rows.Sum(row => row.Failed)} failed, "
                    + $"{rows.Sum(row => row.Stuck)} stuck, {rows.Sum(row => row.Wrong)} wrong"
            )
        );
        return result.Passed && rows.All(row => row.Holds) ? ExitCode.Done : ExitCode.Failed;
    }

    private void Tell()
    {
        foreach (var row in Done().Where(row => _told.Add(row.Number)))
        {
            var (result, remark) = (row.Holds ? "holds " : "FAILED", row.Remark is null ? "" : $" ({row.Remark})");
            console.MarkupLineInterpolated(
                $"{result}  {row.Points, 4} points  {row.Requests, 9} requests  {row.Operation}: {row.Blow}{remark}"
            );
        }
    }

    private List<CrashMatrixRow> Done() =>
        [
            .. Directory
                .EnumerateFiles(_results, "*.json")
                .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), CiJson.Default.CrashMatrixRow)!)
                .OrderBy(row => row.Number),
        ];
}
