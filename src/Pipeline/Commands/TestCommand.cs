using System.CommandLine;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class TestCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("filter")
        {
            Description = "A test project, a test class, or a part of a test's name. Without it: the tests that your changes affect.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "test",
            """
            Build and run some tests, for the inner loop. Analyzers and format are checked by ./pipeline ci only.

            Examples:
              ./pipeline test                 what differs from origin/main: the tests that name a changed type
              ./pipeline test Forecasting     one project
              ./pipeline test NameTests       one class
              ./pipeline test Backend.Tests.Storage
            """
        )
        {
            filter,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                new TestRun(Repository.Find().Root, parsed.GetValue(filter), Console.Out).RunAsync(cancellationToken)
        );
        return command;
    }
}
