using System.Runtime.InteropServices;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>kill(2): the framework can only kill without asking.</summary>
internal static partial class Signals
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    public static void AskToStop(ProcessIdentity process) => Send(process, process.Pid, Terminate);

    public static void AskToInterrupt(ProcessIdentity process) => Send(process, process.Pid, Interrupt);

    /// <summary>Lets a suspended process go on.</summary>
    public static void Continue(ProcessIdentity process) => Send(process, process.Pid, OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Ends the process with everything in its group: a detached process leads its own.</summary>
    public static void KillGroup(ProcessIdentity process)
    {
        Send(process, -process.Pid, Kill);
        Send(process, process.Pid, Kill);
    }

    private static void Send(ProcessIdentity process, int target, int signal)
    {
        if (process.IsAlive)
        {
            _ = SendSignal(target, signal); // It may have ended meanwhile; the caller watches the process, not this result.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
