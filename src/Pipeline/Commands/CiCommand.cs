using System.CommandLine;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

internal static class CiCommand
{
    public static Command Create()
    {
        var matrix = new Option<string?>("--crash-matrix")
        {
            Description =
                "Instead: kill deployers, slots, host, database and disk at every journal record of every operation under load, and write "
                + "what came of it into docs/reliability.md (about an hour); or only the rows with some words in them, and write "
                + "nothing.",
            HelpName = "WORDS",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var whole = new Option<bool>("--long")
        {
            Description =
                "Run every proof in full (soaks, tens of thousands of rounds, hundreds of seeded trials), not a slice of it. Takes hours.",
        };
        var coverage = new Option<bool>("--coverage")
        {
            Description = "Also report line coverage, including the programs that tests start. Takes 50 % longer.",
        };
        var command = new Command(
            "ci",
            """
            Run every check: format, build with warnings as errors, all tests. Results go to artifacts/results.

            Examples:
              ./pipeline ci
              BENCHMARK_DATA=../data ./pipeline ci     with the tests that need real data
              ./pipeline ci --long
              ./pipeline ci --coverage
              ./pipeline ci --crash-matrix
              ./pipeline ci --crash-matrix "warm rollback"
            """
        )
        {
            whole,
            coverage,
            matrix,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var root = Repository.Find().Root;
                return parsed.GetResult(matrix) is not null
                    ? new CrashMatrixRun(root, parsed.GetValue(matrix), Screen.Create(json: false), TimeProvider.System).RunAsync(
                        cancellation
                    )
                    : new CiRun(root, parsed.GetValue(whole), parsed.GetValue(coverage), AnsiConsole.Console, TimeProvider.System).RunAsync(
                        cancellation
                    );
            }
        );
        return command;
    }
}
