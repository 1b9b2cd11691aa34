using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Storage;

/// <summary>A directory that only its user may enter: made so, or refused.</summary>
internal static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path).FullName;
        }
        Directory.CreateDirectory(path, OwnerOnly);
        if (new DirectoryInfo(path).LinkTarget is not null || File.GetUnixFileMode(path) != OwnerOnly)
        {
            throw new Failure($"{path} is open to other users or is a link", $"Remove it, or close it with: chmod 700 '{path}'");
        }
        return path;
    }
}
