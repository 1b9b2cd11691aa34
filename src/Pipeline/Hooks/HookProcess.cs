using System.Diagnostics;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>
/// A hook's command, in a process group of its own that lives no longer than its starter: a shell in the group reads from a pipe that only
/// the starter holds, and kills the group when the pipe ends. That happens when the hook is over, when its time is, and when the starter
/// was
/// killed, by whatever signal.
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
