using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

internal static class Environs
{
    /// <summary>
    /// True unless the system shows that the process was started for another release. Its answers are checked against the release as well.
    /// </summary>
    public static bool Names(ProcessIdentity process, string release) =>
        !OperatingSystem.IsLinux() || Show(process, "RELEASE_ID=" + release);

    /// <summary>True where the system shows that a process was started with a variable of that value.</summary>
    public static bool Show(ProcessIdentity process, string variable)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{process.Pid}/environ").Split('\0').Contains(variable);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false; // Gone, or another user's: not ours.
        }
    }
}
