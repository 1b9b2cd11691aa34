namespace MalariaPredictor.Pipeline.Tools;

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
