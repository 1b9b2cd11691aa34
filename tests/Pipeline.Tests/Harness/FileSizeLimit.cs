using System.Diagnostics;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>
/// How far another process may write into a file. What finds no room behaves as on a full disk: as much as fits is written, the rest is
/// refused (EFBIG in place of ENOSPC). Needs no rights, and touches that process alone.
/// </summary>
internal static class FileSizeLimit
{
    public static void Set(int pid, long bytes)
    {
        using var limited = Process.Start("prlimit", ["--pid", $"{pid}", $"--fsize={bytes}"]);
        limited.WaitForExit();
        limited.ExitCode.ShouldBe(0, "prlimit (util-linux) limits a process that runs");
    }
}
