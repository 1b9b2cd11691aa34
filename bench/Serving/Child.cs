using System.Diagnostics;

namespace MalariaPredictor.Serving;

/// <summary>This program again, as a server in a process of its own; killed at the end.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<Child> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Application.Ready, StringComparison.Ordinal))
            {
                var port = new Uri(line[Application.Ready.Length..].Split(' ', ',')[0].TrimEnd('.')).Port;
                _ = process.StandardError.ReadToEndAsync();
                return new Child(process, port);
            }
        }

        throw new InvalidOperationException($"The server ended with code {process.ExitCode} before it served.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
