using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>Where an installation keeps everything it must remember, and what is where in it.</summary>
internal sealed class StateDirectory
{
    /// <summary>A Unix socket's path must fit sockaddr_un: 104 bytes with its end on macOS, 108 on Linux.</summary>
    private const int LongestSocketPath = 100;

    public StateDirectory(string path)
    {
        Root = Path.GetFullPath(path);
        var existed = Directory.Exists(Root);
        try
        {
            // A folder that had other uses before it became a state directory keeps its own mode; everything in it is closed all the same.
            var own = !existed || Directory.Exists(Run);
            foreach (var folder in (ReadOnlySpan<string>)[Root, Artifacts, Data, Logs, Releases])
            {
                Directory.CreateDirectory(folder);
                if (own || folder != Root)
                {
                    PrivateDirectory.Close(folder);
                }
            }
            PrivateDirectory.Create(Run);
            _ = Directory.EnumerateFileSystemEntries(Run).Any();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw existed
                ? new UserFacingException(
                    $"this user may not look into {Run}",
                    "Run this command as the user who started the service.",
                    denied
                )
                : new UserFacingException($"{Root} cannot be created by this user", "Name another directory with --state.", denied);
        }
    }

    public string Root { get; }

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string Data => Path.Combine(Root, "data");

    public string Logs => Path.Combine(Root, "logs");

    public string Releases => Path.Combine(Root, "releases");

    public string Journal => Path.Combine(Root, "journal.log");

    public string Run => Path.Combine(Root, "run");

    public string Lock => Path.Combine(Run, "lock");

    public string HostState => Path.Combine(Run, "host.json");

    public string HostLog => Path.Combine(Logs, "host.log");

    /// <summary>
    /// The host's command socket; in a private runtime directory where the state directory's own path is too long for one.
    /// </summary>
    public string Socket => SocketPath(Path.Combine(Run, "host.sock"));

    public string HookLog => Path.Combine(Logs, "hooks.log");

    public string SlotLog(string release, string slot) => Path.Combine(Logs, $"{release}-{slot}.log");

    public string SlotPid(string slot) => Path.Combine(Run, $"{slot}.pid");

    private string SocketPath(string preferred)
    {
        if (Encoding.UTF8.GetByteCount(preferred) <= LongestSocketPath)
        {
            return preferred;
        }
        var name = "malaria-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..16];
        return Path.Combine(PrivateDirectory.Create(Path.Combine(RuntimeDirectory(), name)), "host.sock");
    }

    private static string RuntimeDirectory() =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 64 } given && Directory.Exists(given) ? given
        // Root may enter anyone's directory, so for root only a place where root alone may create one is private.
        : Environment.IsPrivilegedProcess && Directory.Exists("/run") ? "/run"
        : "/tmp";
}
