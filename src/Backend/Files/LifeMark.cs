namespace MalariaPredictor.Backend.Files;

/// <summary>
/// A locked file that says: a living process still works on what is beside it. The operating system frees the lock when its holder dies,
/// however it dies, so that what a killed process left can be told from what a living one writes.
/// </summary>
internal sealed class LifeMark : IDisposable
{
    /// <summary>What a mark is called: the file or folder that it protects, and this.</summary>
    public const string Suffix = ".in-use";

    private readonly FileStream _held;
    private readonly string _path;

    private LifeMark(FileStream held, string path) => (_held, _path) = (held, path);

    /// <summary>Marks what is about to be made under a name that nobody else uses.</summary>
    public static LifeMark Hold(string ofFile)
    {
        var (path, unfinished) = (ofFile + Suffix, ofFile + ".new");
        var held = new FileStream(unfinished, PrivateFile.Options(FileMode.CreateNew, FileShare.None));
        if (OperatingSystem.IsWindows())
        {
            return new LifeMark(held, unfinished); // Windows does not rename an open file; there, deleting a file in use fails anyway.
        }

        File.Move(unfinished, path); // Locked first and named then: nobody sees a mark that is not locked yet.
        return new LifeMark(held, path);
    }

    /// <returns>The mark of a process that has died, now ours; null where the process lives, or where this user may not tell.</returns>
    public static LifeMark? TakeFromTheDead(string mark)
    {
        try
        {
            return new LifeMark(new FileStream(mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), mark);
        }
        catch (Exception alive) when (alive is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes the mark. What it protects is removed first.</summary>
    public void Dispose()
    {
        File.Delete(_path);
        _held.Dispose();
    }
}
