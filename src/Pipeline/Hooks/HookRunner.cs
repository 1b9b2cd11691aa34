using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>Runs hooks, and keeps what they say in a log.</summary>
/// <param name="log">The file.</param>
/// <param name="environment">What every hook is told of the installation.</param>
/// <param name="artifact">Where a release's artifact is, if it is a folder here.</param>
internal sealed class HookRunner(string log, IReadOnlyDictionary<string, string> environment, Func<Release, string?> artifact)
{
    private const int LastLines = 10;

    public string? ArtifactOf(Release release) => artifact(release);

    /// <param name="hook">Which.</param>
    /// <param name="facts">What it is told of the release, as environment variables or as the webhook's JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it did what it should, and in words what came of it.</returns>
    public async Task<(bool Succeeded, string Said)> RunAsync(
        Hook hook,
        IReadOnlyDictionary<string, string> facts,
        CancellationToken cancellationToken
    )
    {
        if (hook.Run.Length == 0)
        {
            return await HookPost.SendAsync(hook, facts, cancellationToken);
        }
        var said = new FileInfo(log) is { Exists: true } file ? file.Length : 0;
        var told = new Dictionary<string, string>(facts, StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            told[name] = value;
        }
        var code = await HookProcess.RunAsync(hook.Run, told, log, hook.Timeout, cancellationToken);
        var words = await LogTail.SinceAsync(log, said, LastLines, cancellationToken);
        return code switch
        {
            0 => (true, words.Count == 0 ? "done" : words[^1]),
            null => (false, Told($"did not end within {hook.Timeout.TotalSeconds:0.#} s and was killed", words)),
            _ => (false, Told($"ended with exit code {code}", words)),
        };
    }

    private string Told(string what, IReadOnlyList<string> words) =>
        $"{what}{(words.Count == 0 ? "" : ": " + words[^1])}{string.Concat(words.Select(line => "\n  | " + line))}\n  (all it said: {log})";
}

/// <summary>
/// A hook's command, in a process group of its own that lives no longer than its starter: a shell in the group reads from a pipe that only
/// the starter holds, and kills the group when the pipe ends. That happens when the hook is over, when its time is, and when the starter
/// was killed, by whatever signal.
/// </summary>
internal static class HookProcess
{
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(5);

    private const string Script = """
        log=$1; hook=$2
        exec 3<&0 </dev/null >>"$log" 2>&1
        ( while read -r _; do :; done; kill -KILL "-$$" ) <&3 &
        exec 3<&-
        /bin/sh -c "$hook"
        """;

    /// <returns>Its exit code; null when its time was over and it was killed.</returns>
    public static async Task<int?> RunAsync(
        string line,
        IReadOnlyDictionary<string, string> environment,
        string log,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UserFacingException(
                "hooks are lines for /bin/sh and do not run on Windows itself",
                "Run ./pipeline under WSL, or use webhooks."
            );
        }

        var command = NewSession.Of("/bin/sh", "-c", Script, "sh", log, line);
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limited.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            process.StandardInput.Close(); // What is left of the group ends with this, be it the hook or what it has started.
            await process
                .WaitForExitAsync(CancellationToken.None)
                .WaitAsync(LastResort, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>
/// A hook that is a webhook: it is posted what a command would be told, as a JSON object, and must answer with 2xx. Its address is not
/// shown.
/// </summary>
internal static class HookPost
{
    public static async Task<(bool Succeeded, string Said)> SendAsync(
        Hook hook,
        IReadOnlyDictionary<string, string> facts,
        CancellationToken cancellationToken
    )
    {
        var address = hook.Post.Length > 0 ? hook.Post : Secret.Read(hook.PostFrom, Environment.GetEnvironmentVariable);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return (false, $"{hook.PostFrom} holds no http(s) address, nor does a file that {hook.PostFrom}_FILE names");
        }
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = hook.Timeout };
        using var body = new StringContent(
            JsonSerializer.Serialize(new Dictionary<string, string>(facts), TextJson.Default.DictionaryStringString),
            Encoding.UTF8,
            "application/json"
        );
        try
        {
            using var response = await http.PostAsync(uri, body, cancellationToken);
            return (response.IsSuccessStatusCode, $"{uri.Authority} answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException failed)
        {
            return (false, $"{uri.Authority} could not be reached ({failed.HttpRequestError})");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"{uri.Authority} did not answer within {hook.Timeout.TotalSeconds:0.#} s");
        }
    }
}
