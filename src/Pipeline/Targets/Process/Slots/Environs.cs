namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

internal static class Environs
{
    /// <summary>True unless the system shows that the process was started for another release. Its answers are checked against the release as well.</summary>
    public static bool Names(ProcessIdentity process, string release)
    {
        try
        {
            return !OperatingSystem.IsLinux()
                || File.ReadAllText($"/proc/{process.Pid}/environ").Split('\0').Contains("RELEASE_ID=" + release);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false; // Gone, or another user's: not our slot.
        }
    }
}
