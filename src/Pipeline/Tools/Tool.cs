using System.Diagnostics;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>Runs another program to its end and returns what it printed.</summary>
internal sealed record Tool(string Directory, IReadOnlyDictionary<string, string>? Environment = null)
{
    private const int LastLines = 40;

    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        /// <summary>What it said last, for a message to a person.</summary>
        public string LastWords => string.Join('\n', (Errors.Trim() + "\n" + Output.Trim()).Trim().Split('\n').TakeLast(LastLines));
    }

    public async Task<Result> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = Directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None); // Whoever gives it up may rely on its being over.
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, and fails with the program's last words when it fails.</summary>
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
            : throw new Failure($"{purpose} failed (exit code {result.ExitCode}):\n{result.LastWords}", remedy);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new Failure($"'{start.FileName}' could not be started: {missing.Message}", "Install it, or put it on the PATH.", missing);
        }
    }
}
