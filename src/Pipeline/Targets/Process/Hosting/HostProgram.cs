using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>The host runs from a copy of the pipeline of its own: rebuilding the pipeline never touches a running host.</summary>
internal static class HostProgram
{
    /// <summary>Copies the program, unless that is done already. Several processes may do so at once.</summary>
    public static async Task<string> CopyAsync(StateDirectory state, string source, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(FolderOf(state), (await ContentHash.OfFolderAsync(source, cancellationToken))[..16]);
        if (Directory.Exists(copy))
        {
            return copy;
        }
        // A name that no other process has: what is renamed is complete, whoever else copies.
        var unfinished = Directory.CreateDirectory($"{copy}.{Guid.NewGuid():N}.new").FullName;
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)));
        }
        PrivateDirectory.CloseAll(unfinished);
        try
        {
            Directory.Move(unfinished, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            // Another process was faster. A folder with files in it is never replaced by a rename.
            Directory.Delete(unfinished, recursive: true);
        }
        return copy;
    }

    /// <summary>
    /// Removes every copy but the one of a program. Only the host itself may do so, once it is the only one: nothing runs from the others
    /// then.
    /// </summary>
    public static void KeepOnly(StateDirectory state, string program)
    {
        var copy = Path.GetFileName(Path.TrimEndingDirectorySeparator(program));
        foreach (var other in Directory.EnumerateDirectories(FolderOf(state)).Where(folder => Path.GetFileName(folder) != copy))
        {
            Directory.Delete(other, recursive: true);
        }
    }

    private static string FolderOf(StateDirectory state) => Directory.CreateDirectory(Path.Combine(state.Root, "host")).FullName;
}
