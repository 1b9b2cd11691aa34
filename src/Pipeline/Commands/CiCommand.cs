using System.CommandLine;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Setup;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

internal static class CiCommand
{
    public static Command Create()
    {
        var command = new Command("ci",
            """
            Run every check: format, build with warnings as errors, all tests with coverage. Results go to artifacts/results.

            Examples:
              ./pipeline ci
              BENCHMARK_DATA=../data ./pipeline ci     with the tests that need real data
            """);
        command.SetAction((_, cancellation) => new CiRun(Repository.Find().Root, AnsiConsole.Console, TimeProvider.System).Run(cancellation));
        return command;
    }
}
