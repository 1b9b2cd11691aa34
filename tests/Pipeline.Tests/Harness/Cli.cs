using System.Diagnostics;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Runs the pipeline as a user does: as a process.</summary>
internal static class Cli
{
    public sealed record Result(int ExitCode, string Output, string Errors, TimeSpan Took)
    {
        public string All => Output + Errors;

        public Result ShouldSucceed()
        {
            ExitCode.ShouldBe(0, All);
            return this;
        }
    }

    public static Task<Result> RunAsync(string directory, params string[] arguments) => EndAsync(Start(directory, arguments));

    /// <summary>Runs it with a database named by the environment, as where there was no <c>up</c>.</summary>
    public static Task<Result> RunOnAsync(string databaseUrl, string directory, params string[] arguments) =>
        EndAsync(Process.Start(Command(directory, arguments, databaseUrl))!);

    /// <summary>Runs it with one more environment variable.</summary>
    public static Task<Result> RunWithAsync((string Name, string Value) setting, string directory, params string[] arguments)
    {
        var start = Command(directory, arguments, databaseUrl: null);
        start.Environment[setting.Name] = setting.Value;
        return EndAsync(Process.Start(start)!);
    }

    public static Process Start(string directory, params string[] arguments) =>
        Process.Start(Command(directory, arguments, databaseUrl: null))!;

    public static Process StartWith(Dictionary<string, string> environment, string directory, params string[] arguments)
    {
        var start = Command(directory, arguments, databaseUrl: null);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>Starts it as a script does in the background: with SIGINT ignored, which every child inherits.</summary>
    public static Process StartInBackground(string directory, params string[] arguments)
    {
        var start = Command(directory, arguments, databaseUrl: null);
        string[] shell = ["-c", "trap '' INT; exec dotnet \"$@\"", "sh", .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (var argument in shell)
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end; all it said.</summary>
    public static Task<string> DrainAsync(Process process) => DrainAsync(process, TestContext.Current.CancellationToken);

    public static async Task<string> DrainAsync(Process process, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return await output + await errors;
    }

    public static async Task<Result> EndAsync(Process started)
    {
        using var process = started;
        var began = TimeProvider.System.GetTimestamp();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Result(process.ExitCode, await output, await errors, TimeProvider.System.GetElapsedTime(began));
    }

    private static ProcessStartInfo Command(string directory, string[] arguments, string? databaseUrl)
    {
        var start = new ProcessStartInfo("dotnet", [Built.Pipeline, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("MALARIA_STATE");
        start.Environment["DATABASE_URL"] = databaseUrl;
        return start;
    }
}
