using System.Diagnostics;
using System.Globalization;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>
/// Starts a process that outlives its starter: in a session of its own (a Ctrl-C in the terminal does not reach it), its output
/// appended to a file rather than to a pipe that dies with the reader, its number in a file before it runs.
/// </summary>
internal static class DetachedProcess
{
    private const string Script = """echo $$ >"$1" && log=$2 && shift 2 && exec "$@" </dev/null >>"$log" 2>&1""";

    public static async Task<ProcessIdentity> StartAsync(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        string log,
        string pidFile,
        CancellationToken cancellationToken,
        bool inherit = true
    )
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UserFacingException("slots are POSIX processes and cannot run on Windows itself", "Run ./pipeline under WSL.");
        }

        File.Delete(pidFile);
        var session = NewSession.Of(["/bin/sh", "-c", Script, "sh", pidFile, log, .. command]);
        var start = new ProcessStartInfo(session[0], session.Skip(1)) { WorkingDirectory = workingDirectory, UseShellExecute = false };
        if (!inherit)
        {
            start.Environment.Clear();
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process =
            System.Diagnostics.Process.Start(start) ?? throw new UserFacingException($"{command[0]} did not start", $"See {log}.");
        return await IdentifyAsync(process, pidFile, command[0], log, cancellationToken);
    }

    /// <summary>The process that wrote its number into the file, if it still runs.</summary>
    public static ProcessIdentity? Find(string pidFile) =>
        File.Exists(pidFile) && int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out var pid)
            ? ProcessIdentity.Of(pid)
            : null;

    private static async Task<ProcessIdentity> IdentifyAsync(
        System.Diagnostics.Process process,
        string pidFile,
        string what,
        string log,
        CancellationToken cancellationToken
    )
    {
        var identity = ProcessIdentity.Of(process.Id);
        while (Find(pidFile) is null && !process.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
        // A command that is over before it could be identified has failed; its log says why.
        return Find(pidFile) ?? identity ?? throw new UserFacingException($"{what} ended at once", $"See {log}.");
    }
}

/// <summary>How a command is started in a session and process group of its own: a Ctrl-C in the terminal does not reach it.</summary>
internal static class NewSession
{
    // macOS has no setsid(1), but always has perl.
    private static readonly string[] Setsid = ["setsid"];
    private static readonly string[] Perl = ["perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV"];

    public static IReadOnlyList<string> Of(params IReadOnlyList<string> command) => [.. HasSetsid() ? Setsid : Perl, .. command];

    private static bool HasSetsid() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "setsid")));
}
