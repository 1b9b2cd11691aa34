using System.Diagnostics;

namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>The executable itself, serving as a process of its own.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const string Announcement = "Serving on ";
    private readonly Process _process;

    private ServedProcess(Process process, string address) =>
        (_process, Client) = (process, new HttpClient { BaseAddress = new Uri(address) });

    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>Starts the executable with these variables besides those of this process, in its folder or another.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> variables, string[] arguments, string folder = "")
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "malaria-predictor"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Serves on a free port, and answers once this returns.</summary>
    public static async Task<ServedProcess> StartAsync(IReadOnlyDictionary<string, string> variables, string folder = "")
    {
        var process = Start(variables, ["serve", "--port", "0"], folder);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.Add(line);
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null); // A full pipe would hold it up.
                return new ServedProcess(process, line[Announcement.Length..].Split(',')[0]);
            }
        }

        process.Dispose(); // Its errors have ended: so has it.
        throw new InvalidOperationException("It does not serve: " + string.Join('\n', said));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
