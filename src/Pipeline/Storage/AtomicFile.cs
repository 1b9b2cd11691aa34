using System.Runtime.InteropServices;

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
