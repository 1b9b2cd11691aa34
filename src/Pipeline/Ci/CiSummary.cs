using System.Globalization;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>
/// What a person reads when CI has ended: the tier, the checks with their times, what failed, what was left out, the slowest tests.
/// </summary>
internal sealed class CiSummary(string root, string tier, IReadOnlyList<Check.Result> checks, TestResults tests)
{
    private const int LogLinesShown = 40;
    private const int SlowestShown = 20;

    private string Tier =>
        tier == Checks.LongTier
            ? "Tier: long. Every proof ran in full."
            : "Tier: short. Long proofs ran a bounded, seeded slice; ./pipeline ci --long runs them in full.";

    /// <summary>A check that failed without the result of a test (a build error, a crashed test run) must not read as success.</summary>
    private int Failed => tests.Failed > 0 ? tests.Failed : checks.Count(check => !check.Passed);

    private IEnumerable<(string Test, TimeSpan Took)> Slowest => tests.Times.OrderByDescending(test => test.Took).Take(SlowestShown);

    /// <summary>Ends with the line that machines read: <c>N passed, N failed, N skipped</c>.</summary>
    public void Show(IAnsiConsole console, IReadOnlyList<(string Assembly, int Covered, int Lines)> coverage)
    {
        // Not the console's own: it would break long lines, and machines read the last one.
        Action<string> line = console.Profile.Out.Writer.WriteLine;

        // A failed test run names its tests below; of anything else that failed, the end of the log tells why.
        foreach (var check in checks.Where(check => !check.Passed && !(IsTests(check) && tests.Failed > 0)))
        {
            line($"--- {check.Name} failed; the end of {Path.GetRelativePath(root, check.Log)}:");
            foreach (var text in File.ReadLines(check.Log).TakeLast(LogLinesShown))
            {
                line(text);
            }
        }

        foreach (
            var problem in tests
                .Problems.OrderByDescending(problem => problem.Failed)
                .ThenBy(problem => problem.Test, StringComparer.Ordinal)
        )
        {
            line($"{(problem.Failed ? "failed" : "skipped")}: {problem.Test}: {problem.Reason}");
        }

        line($"The {SlowestShown} slowest tests:");
        foreach (var (test, took) in Slowest)
        {
            line($"{Seconds(took), 8} s  {test}");
        }

        var table = new Table().AddColumns("check", "result", "seconds", "processor seconds");
        foreach (var check in checks)
        {
            table.AddRow(check.Name, check.Passed ? "passed" : "FAILED", Seconds(check.Took), Seconds(check.Processor));
        }
        table.AddRow("all", "", "", Seconds(Processor()));
        console.Write(table);
        foreach (var (assembly, covered, lines) in coverage)
        {
            line($"coverage {(double)covered / lines:0.0%} of {lines} lines in {assembly}");
        }

        line(Tier);
        line($"Results and logs: {Path.GetRelativePath(root, Path.Combine(root, "artifacts", "results"))}");
        line($"{tests.Passed} passed, {Failed} failed, {tests.Skipped} skipped");
    }

    /// <summary>The same for the page of a build server's run.</summary>
    public string Markdown() =>
        string.Join(
            '\n',
            [
                $"## {(Failed == 0 ? "Passed" : "Failed")}: {tests.Passed} passed, {Failed} failed, {tests.Skipped} skipped",
                "",
                Tier,
                "",
                .. tests
                    .Problems.Where(problem => problem.Failed)
                    .SelectMany(problem => (string[])[$"**{problem.Test}**", "```", problem.Reason, "```"]),
                "| check | result | seconds | processor seconds |",
                "|---|---|---|---|",
                .. checks.Select(check =>
                    $"| {check.Name} | {(check.Passed ? "passed" : "**failed**")} | {Seconds(check.Took)} | {Seconds(check.Processor)} |"
                ),
                "",
                $"| the {SlowestShown} slowest tests | seconds |",
                "|---|---|",
                .. Slowest.Select(test => $"| {test.Test} | {Seconds(test.Took)} |"),
                "",
                .. tests.Problems.Where(problem => !problem.Failed).Select(problem => $"- skipped: {problem.Test}: {problem.Reason}"),
                "",
            ]
        );

    private static bool IsTests(Check.Result check) => check.Name.EndsWith(".Tests", StringComparison.Ordinal);

    private TimeSpan? Processor() =>
        checks.Any(check => check.Processor is null) ? null : checks.Aggregate(TimeSpan.Zero, (sum, check) => sum + check.Processor!.Value);

    private static string Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
