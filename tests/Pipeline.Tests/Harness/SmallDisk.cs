namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A file system of its own, in memory, that a test may fill to the last byte without harm to anything else.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "48m";
    private string? _path;

    private string Filler => System.IO.Path.Combine(_path!, "filler");

    /// <summary>Null where this user may mount one, else why not.</summary>
    public static string? WhyNot()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk();
        return disk.TryMount(folder.Path) is { Length: > 0 } said ? said : null;
    }

    public void Mount(string path) => TryMount(path).ShouldBeEmpty();

    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // No space left on device: as it should be.
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        if (_path is not null)
        {
            OutsideProgram.ErrorOutput("umount", _path).ShouldBeEmpty();
        }
        _path = null;
    }

    private string TryMount(string path)
    {
        var said = OutsideProgram.ErrorOutput(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "size=" + Size,
            "tmpfs",
            Directory.CreateDirectory(path).FullName
        );
        _path = said.Length == 0 ? path : null;
        return said;
    }
}
