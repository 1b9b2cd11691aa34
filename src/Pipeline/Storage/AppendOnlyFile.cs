using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>
/// A file that is only ever added to. Each addition is one write(2) on a descriptor opened with O_APPEND, so the system itself puts it
/// at the end, whoever else writes at that moment; <see cref="FileMode.Append"/> only remembers where the end was.
/// </summary>
internal static partial class AppendOnlyFile
{
    private const int WriteOnly = 1;
    private static readonly int Append = OperatingSystem.IsMacOS() ? 0x8 : 0x400;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Adds bytes and returns once they are on the disk. An <see cref="IOException"/> when not all of them are.</summary>
    public static void Add(string path, ReadOnlySpan<byte> bytes)
    {
        if (!File.Exists(path))
        {
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
            DurableFolder.FlushOf(path);
        }
        using var file = Open(path, WriteOnly | Append | CloseOnExec);
        if (file.IsInvalid)
        {
            throw new IOException($"{path} cannot be opened for writing: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        var written = Write(file, bytes, bytes.Length);
        if (written != bytes.Length)
        {
            throw new IOException(
                $"{path} cannot be written: "
                    + $"{(written < 0 ? Marshal.GetLastPInvokeErrorMessage() : $"only {written} of {bytes.Length} bytes found room")}"
            );
        }
        RandomAccess.FlushToDisk(file);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint count);
}
