using System.Runtime.InteropServices;

namespace MalariaPredictor.Backend.Files;

/// <summary>
/// Gives a finished file its name, which must not be taken yet: of several writers exactly one succeeds, in one process or in many.
/// File.Move without overwriting only looks first and then renames, so that the second of two would replace the first one's file.
/// </summary>
internal static partial class ExclusiveName
{
    private const int AlreadyExists = 17;

    /// <returns>False where the name is taken; then the finished file stays where it is, and so does the other one.</returns>
    public static bool TryGive(string finished, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryOnWindows(finished, name);
        }

        // link(2) never replaces a name.
        if (Link(finished, name) == 0)
        {
            File.Delete(finished);
            return true;
        }

        return Marshal.GetLastPInvokeError() != AlreadyExists && TryWithoutLinks(finished, name);
    }

    /// <summary>For file systems without hard links (shares, memory cards): who creates the empty file may replace it.</summary>
    internal static bool TryWithoutLinks(string finished, string name)
    {
        try
        {
            using var claimed = new FileStream(name, PrivateFile.Options(FileMode.CreateNew));
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }

        try
        {
            File.Move(finished, name, overwrite: true);
            return true;
        }
        catch
        {
            File.Delete(name);
            throw;
        }
    }

    /// <summary>Windows itself refuses to move a file to a name that is taken.</summary>
    private static bool TryOnWindows(string finished, string name)
    {
        try
        {
            File.Move(finished, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string path);
}
