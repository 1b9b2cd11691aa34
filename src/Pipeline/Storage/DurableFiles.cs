using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>Files that are either wholly old or wholly new, whatever happens to the writer or the machine.</summary>
internal static partial class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int AlreadyExists = 17;

    /// <summary>Creates a file, or replaces it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) =>
        Write(path, content, temporary => File.Move(temporary, path, true));

    /// <summary>
    /// Creates a file that must not exist yet: of several writers exactly one succeeds, in one process or in many. The others get a
    /// <see cref="FileExistsException"/>. The kernel decides: link(2) never replaces a name, while File.Move without overwriting only
    /// looks first and then renames.
    /// </summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path))
        {
            throw new FileExistsException(path); // Spares the disk a file that would be thrown away.
        }
        Write(path, content, temporary => Claim(temporary, path));
    }

    private static void Write(string path, ReadOnlySpan<byte> content, Action<string> publish)
    {
        // A name that nobody else has, so that a writer who was suspended cannot disturb another one.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            publish(temporary);
            DurableFolder.FlushOf(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Claim(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            ClaimOnWindows(temporary, path);
        }
        else if (Link(temporary, path) != 0)
        {
            throw Marshal.GetLastPInvokeError() == AlreadyExists
                ? new FileExistsException(path)
                : new IOException(
                    $"{path} cannot be created: {Marshal.GetLastPInvokeErrorMessage()}. Keep the state on a file system with hard links."
                );
        }
    }

    /// <summary>Windows itself refuses to move a file to a name that is taken.</summary>
    private static void ClaimOnWindows(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new FileExistsException(path);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string path);
}

/// <summary>A name that was to be created is taken: another writer was faster.</summary>
internal sealed class FileExistsException(string path) : IOException($"{path} exists already.");

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
