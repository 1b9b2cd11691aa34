using System.Runtime.InteropServices;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>
/// A shell without job control starts background commands with SIGINT ignored, every child inherits that, and .NET respects it: an
/// interrupt would then never reach a command that must compensate before it ends, or stop what it has started. Nor may a limit on the size
/// of files (ulimit -f) end it where it stands: it is told by the write that fails, as of a full disk.
/// </summary>
internal static partial class Interrupt
{
    private const int Interrupted = 2;
    private const int FileSizeExceeded = 25;
    private const nint Default = 0;
    private const nint Ignore = 1;

    /// <summary>Must come before anything listens to the signal.</summary>
    public static void Heed()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Handle(Interrupted, Default);
            _ = Handle(FileSizeExceeded, Ignore);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Handle(int signal, nint handler);
}
