using System.Globalization;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>The system's processes, as /proc shows them; none where there is no /proc.</summary>
internal static class Processes
{
    /// <summary>Those whose command line names something in a folder.</summary>
    public static IEnumerable<(int Pid, string Command)> Of(string folder)
    {
        if (!Directory.Exists("/proc/self"))
        {
            yield break;
        }
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var pid)
                && CommandOf(entry) is { } command
                && command.Contains(folder, StringComparison.Ordinal)
            )
            {
                yield return (pid, command);
            }
        }
    }

    private static string? CommandOf(string entry)
    {
        try
        {
            return File.ReadAllText(Path.Combine(entry, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // It ended between the look and the reading.
        }
    }
}
