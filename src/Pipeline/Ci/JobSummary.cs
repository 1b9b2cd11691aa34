using System.Globalization;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>What a person wants to read on the page of a build server's run: the verdict, what failed and why, then the rest.</summary>
internal static class JobSummary
{
    public static string Markdown(IReadOnlyList<Check.Result> checks, TestResults tests) =>
        string.Join(
            '\n',
            [
                $"## {(checks.All(check => check.Passed) && tests.Failed == 0 ? "Passed" : "Failed")}: {tests.Passed} passed, {tests.Failed} failed, {tests.Skipped} skipped",
                "",
                .. tests
                    .Problems.Where(problem => problem.Failed)
                    .SelectMany(problem => (string[])[$"**{problem.Test}**", "```", problem.Reason, "```"]),
                "| check | verdict | seconds |",
                "|---|---|---|",
                .. checks.Select(check =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {check.Name} | {(check.Passed ? "passed" : "**failed**")} | {check.Took.TotalSeconds:0.0} |"
                    )
                ),
                "",
                .. tests.Problems.Where(problem => !problem.Failed).Select(problem => $"- left out: {problem.Test}: {problem.Reason}"),
                "",
            ]
        );
}
