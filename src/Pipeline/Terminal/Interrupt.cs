using System.Runtime.InteropServices;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>
/// A shell without job control starts background commands with SIGINT ignored, every child inherits that, and .NET respects it: an
/// interrupt would then never reach a command that must compensate before it ends, or stop what it has started.
/// </summary>
internal static partial class Interrupt
{
    private const int Number = 2;
    private const nint Default = 0;

    /// <summary>Must come before anything listens to the signal.</summary>
    public static void Heed()
    {
        if (!OperatingSystem.IsWindows())
            _ = Handle(Number, Default);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Handle(int signal, nint handler);
}
