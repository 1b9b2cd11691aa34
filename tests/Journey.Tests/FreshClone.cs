using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MalariaPredictor.Journey.Tests;

/// <summary>A clone of this checkout's commit in an empty folder, as a user has it. Whatever it started ends with it.</summary>
internal sealed class FreshClone : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-journey-").FullName;

    private FreshClone() { }

    public int Port { get; } = FreePort();

    public Uri Url => new($"http://localhost:{Port}");

    public static async Task<FreshClone> MakeAsync()
    {
        var clone = new FreshClone();
        await clone.GitAsync("clone", "--quiet", Checkout(), ".");
        await clone.GitAsync("config", "user.name", "Journey");
        await clone.GitAsync("config", "user.email", "journey@example.org");
        return clone;
    }

    /// <summary>Starts a documented command line as a shell does; <c>up</c> gets a port of its own beside.</summary>
    public Process Start(string commandLine)
    {
        var line = commandLine.StartsWith("./pipeline up", StringComparison.Ordinal) ? $"{commandLine} --port {Port}" : commandLine;
        return StartProcess("/bin/sh", "-c", $"exec {line}");
    }

    /// <returns>What it printed, when it ended with 0; else the test fails with it.</returns>
    public async Task<string> RunAsync(string commandLine)
    {
        using var process = Start(commandLine);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = await output + await errors;
        process.ExitCode.ShouldBe(0, $"{commandLine}\n{said}");
        return said;
    }

    public Task CommitAChangeAsync() => GitAsync("commit", "--quiet", "--allow-empty", "--message", "A change");

    public async ValueTask DisposeAsync()
    {
        using (var down = Start("./pipeline down"))
        {
            await Task.WhenAll(down.StandardOutput.ReadToEndAsync(), down.StandardError.ReadToEndAsync());
            await down.WaitForExitAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Checkout([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task GitAsync(params string[] arguments)
    {
        using var git = StartProcess("git", arguments);
        var errors = git.StandardError.ReadToEndAsync();
        await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        git.ExitCode.ShouldBe(0, await errors);
    }

    private Process StartProcess(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MALARIA_STATE");
        start.Environment.Remove("MALARIA_ROOT");
        return Process.Start(start)!;
    }
}
