using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>A real server on loopback with a folder of its own, killed at the end.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly Task<string[]> _said;

    private Daemon(Process process)
    {
        _process = process;
        _said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Returns once the address answers with success.</summary>
    public static async Task<Daemon> Start(string command, string folder, Uri ready, params string[] arguments)
    {
        MonitoringFiles.RequireTool(command);
        var daemon = new Daemon(
            Process.Start(
                new ProcessStartInfo(command, arguments)
                {
                    WorkingDirectory = folder,
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );
        using var client = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        while (!await Answers(client, ready))
        {
            if (daemon._process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                await daemon.DisposeAsync();
                throw new InvalidOperationException($"{command} does not answer at {ready}: {string.Concat(await daemon._said)}");
            }

            await Task.Delay(50);
        }

        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _said;
        _process.Dispose();
    }

    private static async Task<bool> Answers(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
