using System.CommandLine;
using System.CommandLine.Invocation;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Commands;

/// <summary>The command line: one list of commands, and one place where an exception becomes a sentence.</summary>
internal static class Root
{
    /// <summary>How long a command may take to end after Ctrl-C or SIGTERM before the process is ended for it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static RootCommand Create(HostContext here) =>
        new("Trustworthy malaria forecasts: data in, calibrated quantiles out.")
        {
            MigrateCommand.Create(here),
            ImportCommand.Create(here),
            ImportGridCommand.Create(here),
            SourcesCommand.Create(here),
            SimulateCommand.Create(here),
            TrainCommand.Create(here),
            EvaluateCommand.Create(here),
            ForecastCommand.Create(here),
            ExplainCommand.Create(here),
            QualityCommand.Create(here),
            CardCommand.Create(here),
            ModelsCommand.Create(here),
            ServeCommand.Create(here),
            HealthCommand.Create(),
            JobsCommand.Create(here),
            BackupCommand.Create(here),
            RestoreCommand.Create(here),
            VerifyBackupCommand.Create(here),
            ChapCommand.Create(here),
            VersionCommand.Create(here),
        };

    public static async Task<int> RunAsync(string[] args, HostContext here, TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var parsed = Create(here).Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = Timeout,
                    Output = output,
                    Error = error,
                }
            );
            return parsed.Action is ParseErrorAction ? ExitCode.WrongUsage : code;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            await error.WriteLineAsync($"malaria-predictor: {Failure.Sentence(thrown, here)}");
            if (string.Equals(here.Variable("LOG_LEVEL"), "debug", StringComparison.OrdinalIgnoreCase))
            {
                await error.WriteLineAsync(thrown.ToString());
            }

            return ExitCode.Failed;
        }
    }
}
