using System.ComponentModel;
using System.Diagnostics;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Runs a program of the machine to its end.</summary>
internal static class OutsideProgram
{
    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        public string ShouldSucceed()
        {
            ExitCode.ShouldBe(0, Output + Errors);
            return Output.Trim();
        }
    }

    /// <summary>For mount, kill and their like, which print only what went wrong.</summary>
    /// <returns>What it complained of; nothing when it succeeded.</returns>
    public static string ErrorOutput(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        var errors = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? ""
            : errors.Length > 0 ? errors
            : $"{program} ended with {process.ExitCode}";
    }

    /// <summary>Where it is missing the test is skipped with the reason; on a build server it fails.</summary>
    public static async Task<Result> RunAsync(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new Result(process.ExitCode, output, await errors);
        }
        catch (Win32Exception missing)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"{program} is not here: {missing.Message}");
            throw;
        }
    }
}
