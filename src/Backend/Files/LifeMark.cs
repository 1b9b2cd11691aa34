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
    private string _path;

    private LifeMark(string path, FileMode mode)
    {
        _path = path;
        _held = new FileStream(path, PrivateFile.Options(mode, FileShare.None));
    }

    /// <summary>Marks what is about to be made under a name that nobody else uses.</summary>
    public static LifeMark Hold(string ofFile)
    {
        var mark = new LifeMark(ofFile + ".new", FileMode.CreateNew);

        // Locked first and named then: nobody sees a mark that is not locked yet. Windows does not rename an open file; there, deleting one
        // that is in use fails anyway.
        if (!OperatingSystem.IsWindows())
        {
            File.Move(mark._path, ofFile + Suffix);
            mark._path = ofFile + Suffix;
        }

        return mark;
    }

    /// <returns>The mark of a process that has died, now ours; null where the process lives, or where this user may not tell.</returns>
    public static LifeMark? TakeFromTheDead(string mark)
    {
        try
        {
            return File.Exists(mark) ? new LifeMark(mark, FileMode.OpenOrCreate) : null;
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
