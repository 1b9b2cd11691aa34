using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>Runs another program to its end and returns what it printed.</summary>
internal sealed record Tool(string Directory, IReadOnlyDictionary<string, string>? Environment = null)
{
    private const int LastLines = 40;

    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        /// <summary>The last lines it printed, for an error message.</summary>
        public string LastOutput => string.Join('\n', (Errors.Trim() + "\n" + Output.Trim()).Trim().Split('\n').TakeLast(LastLines));
    }

    public async Task<Result> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var program = Cli.Wrap(command[0])
            .WithArguments(command.Skip(1))
            .WithWorkingDirectory(Directory)
            .WithEnvironmentVariables(
                (Environment ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, string? (pair) => pair.Value)
            )
            .WithValidation(CommandResultValidation.None);
        try
        {
            var ended = await program.ExecuteBufferedAsync(cancellationToken); // A program that is given up is ended, with all it started.
            return new Result(ended.ExitCode, ended.StandardOutput, ended.StandardError);
        }
        catch (Win32Exception missing)
        {
            throw new UserFacingException(
                $"'{command[0]}' could not be started: {missing.InnerException?.Message ?? missing.Message}",
                "Install it, or put it on the PATH.",
                missing
            );
        }
    }

    /// <summary>As <see cref="RunAsync"/>, and fails with the last lines it printed when it fails.</summary>
    public async Task<Result> SucceedAsync(
        IReadOnlyList<string> command,
        string purpose,
        string remedy,
        CancellationToken cancellationToken
    )
    {
        var result = await RunAsync(command, cancellationToken);
        return result.ExitCode == 0
            ? result
            : throw new UserFacingException($"{purpose} failed (exit code {result.ExitCode}):\n{result.LastOutput}", remedy);
    }
}
