using System.CommandLine;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>
/// The root of the command line: the one list of commands, and the one place where a failure becomes text and an exit code.
/// </summary>
internal static class CommandLine
{
    private static readonly InvocationConfiguration Invocation = new()
    {
        EnableDefaultExceptionHandler = false,
        // Ctrl-C cancels; a release then compensates, which must not be cut short.
        ProcessTerminationTimeout = TimeSpan.FromMinutes(10),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        Interrupt.Heed();
        var parsed = Create().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            return ErrorOutput.WrongUsage(parsed);
        }
        try
        {
            return await parsed.InvokeAsync(Invocation);
        }
        catch (OperationCanceledException)
        {
            return ErrorOutput.Interrupted();
        }
        catch (UserFacingException failure)
        {
            return ErrorOutput.Show(failure);
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return ErrorOutput.Show(unexpected);
        }
    }

    /// <summary>The whole command line; documents are checked by it as well.</summary>
    internal static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Malaria Predictor's pipeline: builds, checks, releases and operates the forecasting backend.

            Examples:
              ./pipeline up            everything, from a fresh clone to forecasts at http://localhost:8000
              ./pipeline ci            every check, the same here and on a build server
              ./pipeline deploy        the current commit, blue-green, without a dropped request
              ./pipeline rollback      back to the release before, at once
            """
        );
        foreach (var command in Commands())
        {
            root.Subcommands.Add(command);
        }
        return root;
    }

    private static IEnumerable<Command> Commands()
    {
        yield return CiCommand.Create();
        yield return TestCommand.Create();
        yield return UpCommand.Create();
        yield return PlanCommand.Create();
        yield return DeployCommand.Create();
        yield return RollbackCommand.Create();
        yield return ResumeCommand.Create();
        yield return AbortCommand.Create();
        yield return SetupCommand.Create();
        yield return PermissionsCommand.Create();
        yield return ClusterTokenCommand.Create();
        yield return StatusCommand.Create();
        yield return ReleasesCommand.Create();
        yield return DiffCommand.Create();
        yield return VerifyCommand.Create();
        yield return LintMigrationsCommand.Create();
        yield return HistoryCommand.Create();
        yield return LogsCommand.Create();
        yield return BackendCommand.Create();
        yield return DataCommand.Create();
        yield return DownCommand.Create();
        yield return RenderCommand.Create();
        yield return SecurityCommand.Create();
        yield return PinCommand.Create();
        yield return VersionCommand.Create();
        yield return HostCommand.Create();
    }
}
