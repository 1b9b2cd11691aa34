using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MalariaPredictor.Releases;

/// <summary>
/// An installation of the checkout's own pipeline and backend in a temporary folder, driven by its commands alone, with two warm releases.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-releases-").FullName;

    public int Port { get; } = FreePort();

    /// <summary>A location's newest forecast: what most requests ask for.</summary>
    public string Path { get; private set; } = "";

    public static async Task<Installation> StartAsync()
    {
        var started = new Installation();
        await started.RunAsync("up", "--detach", "--port", $"{started.Port}");
        await started.RunAsync("deploy", "--again");
        using var http = new HttpClient();
        var locations = JsonElement.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{started.Port}/api/v1/locations")));
        started.Path = locations.GetProperty("locations")[0].GetProperty("forecasts").GetString()!;
        return started;
    }

    /// <summary>Runs a command of the pipeline and returns what it printed.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(System.IO.Path.Combine(Root(), "pipeline"), [.. command, "--state", _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"./pipeline {string.Join(' ', command)}: {await errors}");
    }

    /// <summary>The slot that serves and the one beside it.</summary>
    public async Task<(Slot Serving, Slot Warm)> SlotsAsync()
    {
        var host = JsonElement.Parse(await RunAsync("status", "--json")).GetProperty("host");
        var slots = host.GetProperty("slots")
            .EnumerateArray()
            .ToDictionary(
                slot => slot.GetProperty("name").GetString()!,
                slot => new Slot(slot.GetProperty("release").GetString()!, slot.GetProperty("port").GetInt32())
            );
        var active = host.GetProperty("active").GetString()!;
        return (slots[active], slots.Single(slot => slot.Key != active).Value);
    }

    /// <summary>Gives the traffic to the release that is warm beside the serving one.</summary>
    /// <returns>That release, and when the command began.</returns>
    public async Task<(string Release, long Began)> RollbackAsync()
    {
        var (_, warm) = await SlotsAsync();
        var began = Stopwatch.GetTimestamp();
        await RunAsync("rollback", "--to", warm.Release);
        return (warm.Release, began);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Slot(string Release, int Port);

    private static string Root([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(file, "..", "..", ".."));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
