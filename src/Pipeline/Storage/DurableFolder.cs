using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>
/// A file's name is kept by its folder: that it was made or renamed outlives a power cut only once the folder is on the disk as well.
/// </summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Returns once the names in a file's folder are on the disk. Windows writes them with the file.</summary>
    public static void FlushOf(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        using var handle = Open(folder, ReadOnly | CloseOnExec); // The framework opens files only.
        if (handle.IsInvalid || Sync(handle) != 0)
        {
            throw new IOException($"{folder} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle folder);
}
