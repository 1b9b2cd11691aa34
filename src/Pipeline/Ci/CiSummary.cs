using Spectre.Console;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>What a person reads when CI has ended: the checks, what went wrong, what was left out and why, the counts.</summary>
internal sealed class CiSummary(string root, IAnsiConsole console)
{
    private const int LogLinesShown = 40;

    public void Show(
        IReadOnlyList<Check.Result> checks,
        TestResults tests,
        IReadOnlyList<(string Assembly, int Covered, int Lines)> coverage
    )
    {
        // A failed test run names its tests below; of anything else that failed, the end of the log tells why.
        foreach (
            var check in checks.Where(check =>
                !check.Passed && !(check.Name.EndsWith(".Tests", StringComparison.Ordinal) && tests.Failed > 0)
            )
        )
        {
            ShowLog(check);
        }

        foreach (
            var problem in tests
                .Problems.OrderByDescending(problem => problem.Failed)
                .ThenBy(problem => problem.Test, StringComparer.Ordinal)
        )
        {
            Line($"{(problem.Failed ? "failed" : "skipped")}: {problem.Test}: {problem.Reason}");
        }

        var table = new Table().AddColumns("check", "verdict", "seconds");
        foreach (var check in checks)
        {
            table.AddRow(check.Name, check.Passed ? "passed" : "FAILED", $"{check.Took.TotalSeconds:0.0}");
        }

        console.Write(table);
        foreach (var (assembly, covered, lines) in coverage)
        {
            Line($"coverage {(double)covered / lines:0.0%} of {lines} lines in {assembly}");
        }

        Line($"Results and logs: {Path.GetRelativePath(root, Path.Combine(root, "artifacts", "results"))}");

        // A check that failed without a test's verdict (a build error, a crashed test run) must not read as success.
        var failed = tests.Failed > 0 ? tests.Failed : checks.Count(check => !check.Passed);
        Line($"{tests.Passed} passed, {failed} failed, {tests.Skipped} skipped");
    }

    // Not the console's own: it would break long lines, and machines read the last one.
    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    private void ShowLog(Check.Result check)
    {
        Line($"--- {check.Name} failed; the end of {Path.GetRelativePath(root, check.Log)}:");
        foreach (var line in File.ReadLines(check.Log).TakeLast(LogLinesShown))
        {
            Line(line);
        }
    }
}
