using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

/// <summary>An overlay, as containers have one: a read-only folder below, a writable one above. Its upper folder is in memory.</summary>
internal sealed class OverlayDisk : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();

    public string Path => Directory.CreateDirectory(_folder.File("merged")).FullName;

    /// <summary>The test is skipped where this user may not mount one.</summary>
    public static OverlayDisk Mount()
    {
        var disk = new OverlayDisk();
        var (lower, upper, work) = (disk._folder.File("lower"), disk._folder.File("upper"), disk._folder.File("work"));
        foreach (var folder in (ReadOnlySpan<string>)[lower, upper, work])
        {
            Directory.CreateDirectory(folder);
        }
        var options = $"lowerdir={lower},upperdir={upper},workdir={work}";
        var trouble = OutsideProgram.ErrorOutput("mount", "-t", "overlay", "-o", options, "overlay", disk.Path);
        Assert.SkipWhen(trouble.Length > 0, $"no overlay can be mounted here: {trouble}");
        return disk;
    }

    public void Dispose()
    {
        OutsideProgram.ErrorOutput("umount", Path);
        _folder.Dispose();
    }
}
