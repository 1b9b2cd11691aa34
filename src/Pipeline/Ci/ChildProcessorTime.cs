using System.Globalization;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>
/// Processor time of child processes, as Linux counts it when a child has ended and was waited for, with that child's own children.
/// </summary>
internal static class ChildProcessorTime
{
    /// <summary>Linux counts in hundredths of a second, whatever the processor (USER_HZ).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // Fields 16 and 17 of proc_pid_stat(5), counted from the state, which is the third.
    private const int User = 16 - 3;
    private const int System = 17 - 3;

    private static readonly Lock Gate = new();
    private static TimeSpan counted;

    /// <summary>What has been added since the last call; null where the system does not count it.</summary>
    public static TimeSpan? SinceLastChild()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        lock (Gate)
        {
            var stat = File.ReadAllText("/proc/self/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var all = Tick * (Number(fields[User]) + Number(fields[System]));
            var added = all - counted;
            counted = all;
            return added;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
