using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>What a person reads on stderr when a command did not do what it was asked: what, where, remedy. Never a trace.</summary>
internal static class ErrorOutput
{
    public static int Show(UserFacingException failure)
    {
        Write(failure.Message, failure.Remedy);
        return failure.ExitCode;
    }

    /// <summary>
    /// Disk, permission and network trouble belongs to the surroundings; anything else is a defect, told in a file rather than on the
    /// screen.
    /// </summary>
    public static int Show(Exception unexpected)
    {
        Write(
            unexpected.Message,
            unexpected switch
            {
                UnauthorizedAccessException => "Give this user the right to that path, or choose another state directory with --state.",
                IOException or HttpRequestException or SocketException => "Look at the path or address above; nothing else was attempted.",
                _ => $"This is a defect of the pipeline, not of your input. Please report it with {Report(unexpected)}; what was begun is "
                    + "put in order by the next command.",
            }
        );
        return ExitCode.Failed;
    }

    public static int Interrupted()
    {
        Write("interrupted", "Nothing is left half done; run the command again at any time.");
        return ExitCode.Failed;
    }

    public static int WrongUsage(ParseResult parsed)
    {
        var path = string.Concat(Names(parsed.CommandResult));
        Write(string.Join("\n  ", parsed.Errors.Select(error => error.Message).Distinct()), $"./pipeline {path}--help shows the options.");
        return ExitCode.WrongUsage;
    }

    /// <summary>A subcommand is named with those above it, except for the program.</summary>
    private static IEnumerable<string> Names(SymbolResult? result) =>
        result is not CommandResult { Command: not RootCommand } found ? [] : [.. Names(found.Parent), found.Command.Name + " "];

    private static void Write(string what, string remedy)
    {
        Console.Error.WriteLine($"pipeline: {what}");
        Console.Error.WriteLine($"  → {remedy}");
    }

    private static string Report(Exception defect)
    {
        var file = Path.Combine(Path.GetTempPath(), $"malaria-pipeline-{Environment.ProcessId}.txt");
        File.WriteAllText(file, defect.ToString());
        return file;
    }
}
