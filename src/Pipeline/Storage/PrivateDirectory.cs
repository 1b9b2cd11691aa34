using System.Runtime.InteropServices;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>A directory that only its user may enter: made so, or refused.</summary>
internal static partial class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Everyone =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Whatever this process and its children create from now on is closed to other users, whatever the shell's umask.</summary>
    public static void CloseNewFiles()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetMask((uint)Everyone);
        }
    }

    /// <summary>Closes a folder to other users, with all that is in it: copies bring the mode of what they are copies of.</summary>
    public static void CloseAll(string folder)
    {
        Close(folder);
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            Close(path);
        }
    }

    /// <summary>Closes one file or folder to other users.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & Everyone) != UnixFileMode.None)
        {
            File.SetUnixFileMode(path, mode & ~Everyone);
        }
    }

    public static string Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path).FullName;
        }
        Directory.CreateDirectory(path, OwnerOnly);
        if (new DirectoryInfo(path).LinkTarget is not null || File.GetUnixFileMode(path) != OwnerOnly)
        {
            throw new UserFacingException(
                $"{path} is open to other users or is a link",
                $"Remove it, or close it with: chmod 700 '{path}'"
            );
        }
        return path;
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetMask(uint mask);
}
