using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Tools;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>Runs every check, shows its progress, and ends with a summary whose last line machines read.</summary>
/// <param name="root">The repository.</param>
/// <param name="whole">Runs every proof in full instead of a slice of it.</param>
/// <param name="coverage">Measures which lines the tests reach.</param>
/// <param name="console">Where the progress goes.</param>
/// <param name="time">For how long each check takes.</param>
internal sealed class CiRun(string root, bool whole, bool coverage, IAnsiConsole console, TimeProvider time)
{
    private readonly string _results = Path.Combine(root, "artifacts", "results");
    private readonly List<Check.Result> _done = [];

    /// <returns>0 when everything passed, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_results))
        {
            Directory.Delete(_results, recursive: true);
        }

        Directory.CreateDirectory(_results);
        var sources = await SourceCommit.ReadAsync(new Repository(root), cancellationToken);
        // Misplaced white space does not keep the tests from telling more; a failed build does.
        await StageAsync(Checks.Prepare, cancellationToken);
        await StageAsync(Checks.Build(coverage), cancellationToken);
        if (_done.TrueForAll(check => check.Passed || check.Name == Checks.Format))
        {
            await StageAsync(Checks.Tests(root, _results, whole, coverage), cancellationToken);
        }

        var tests = Files("*.trx").Select(TestResults.Read).Aggregate(TestResults.None, TestResults.Add);
        var passed = _done.TrueForAll(check => check.Passed) && tests is { Passed: > 0, Failed: 0 };
        var summary = new CiSummary(root, whole ? Checks.LongTier : Checks.ShortTier, _done, tests);
        summary.Show(console, Coverage.Merge(Files("*.cobertura.xml")));
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } page)
        {
            await File.AppendAllTextAsync(page, summary.Markdown(), cancellationToken);
        }

        // What was changed while it was checked, was not checked.
        if (await SourceCommit.ReadAsync(new Repository(root), cancellationToken) == sources)
        {
            new CiRecord(sources, new TestSummary(passed, tests.Passed, tests.Failed, tests.Skipped, time.GetUtcNow())).Write(root);
        }

        return passed ? 0 : 1;
    }

    private async Task StageAsync(IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            checks,
            limit,
            async (check, token) =>
            {
                var result = await check.RunAsync(root, _results, time, token);
                lock (_done)
                {
                    _done.Add(result);
                    console.MarkupLineInterpolated(
                        $"{(result.Passed ? "passed" : "FAILED"), -6}  {result.Took.TotalSeconds, 6:0.0} s  {result.Name}"
                    );
                }
            }
        );
    }

    private IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(_results, pattern).Order(StringComparer.Ordinal);
}
