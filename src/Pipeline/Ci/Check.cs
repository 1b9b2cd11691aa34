using System.Globalization;
using CliWrap;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>One command that CI runs: it passes when the process exits with 0. Its output goes to a log file.</summary>
internal sealed record Check(string Name, string Command, params string[] Arguments)
{
    /// <summary>How a check ended.</summary>
    /// <param name="Name">The check's.</param>
    /// <param name="Passed">Whether the process exited with 0.</param>
    /// <param name="Took">From start to end.</param>
    /// <param name="Processor">Processor time of the process and of all that it started and waited for; null where the system does not
    /// count it.</param>
    /// <param name="Log">The file that holds all it printed.</param>
    public sealed record Result(string Name, bool Passed, TimeSpan Took, TimeSpan? Processor, string Log);

    /// <summary>Set for the command, besides what this process has.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public async Task<Result> RunAsync(string directory, string logDirectory, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var log = Path.Combine(logDirectory, $"{Name}.log");
        var variables = new Dictionary<string, string?>
        {
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["NO_COLOR"] = "1",
            // Compilers and tests alike live for moments: one compiler for all projects, and no profiling for a better one.
            ["UseSharedCompilation"] = "true",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (var (name, value) in Environment)
        {
            variables[name] = value;
        }

        await using var file = new StreamWriter(log);
        await using var writer = TextWriter.Synchronized(file);
        var lines = PipeTarget.ToDelegate(writer.WriteLine);
        var ended = await Cli.Wrap(Command)
            .WithArguments(Arguments)
            .WithWorkingDirectory(directory)
            .WithEnvironmentVariables(variables)
            .WithStandardOutputPipe(lines)
            .WithStandardErrorPipe(lines)
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken);

        return new Result(Name, ended.ExitCode == 0, time.GetElapsedTime(started), ChildProcessorTime.SinceLastChild(), log);
    }
}

/// <summary>
/// Processor time of child processes, as Linux counts it when a child has ended and was waited for, with that child's own children.
/// </summary>
internal static class ChildProcessorTime
{
    /// <summary>Linux counts in hundredths of a second, whatever the processor (USER_HZ).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // Fields 16 and 17 of proc_pid_stat(5), counted from the state, which is the third.
    private const int User = 16 - 3;
    private const int System = 17 - 3;

    private static readonly Lock Gate = new();
    private static TimeSpan counted;

    /// <summary>What has been added since the last call; null where the system does not count it.</summary>
    public static TimeSpan? SinceLastChild()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        lock (Gate)
        {
            var stat = File.ReadAllText("/proc/self/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var all = Tick * (Number(fields[User]) + Number(fields[System]));
            var added = all - counted;
            counted = all;
            return added;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
