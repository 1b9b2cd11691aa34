using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MalariaPredictor.Backend.Commands;

/// <summary>Ends a command's <c>--help</c> with examples that can be pasted.</summary>
internal static class Examples
{
    public static Command WithExamples(this Command command, params string[] examples)
    {
        var help = new HelpOption();
        help.Action = new Shown((HelpAction)help.Action!, examples);
        command.Add(help);
        return command;
    }

    private sealed class Shown(HelpAction help, string[] examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            return code;
        }
    }
}
