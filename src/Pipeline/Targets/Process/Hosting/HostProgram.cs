using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>The host runs from a copy of the pipeline of its own: rebuilding the pipeline never touches a running host.</summary>
internal static class HostProgram
{
    public static async Task<string> CopyAsync(StateDirectory state, string source, CancellationToken cancellationToken)
    {
        var home = Directory.CreateDirectory(Path.Combine(state.Root, "host")).FullName;
        var copy = Path.Combine(home, (await ContentHash.OfFolderAsync(source, cancellationToken))[..16]);
        // No host runs now: what others left is not in use.
        foreach (var other in Directory.EnumerateDirectories(home).Where(folder => folder != copy))
        {
            Directory.Delete(other, recursive: true);
        }
        if (Directory.Exists(copy))
        {
            return copy;
        }
        var unfinished = Directory.CreateDirectory(copy + ".new").FullName;
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)), overwrite: true);
        }
        PrivateDirectory.CloseAll(unfinished);
        Directory.Move(unfinished, copy);
        return copy;
    }
}
