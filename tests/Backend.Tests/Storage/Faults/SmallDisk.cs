using System.Diagnostics;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

/// <summary>A file system of a few megabytes that belongs to the server's user. Making one takes root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SmallDisk> MountAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can mount a small file system to be filled.");
        var folder = Directory.CreateTempSubdirectory("malaria-small-").FullName;
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=4m,uid=postgres", "tmpfs", folder]);
        await mount.WaitForExitAsync();
        Assert.SkipUnless(mount.ExitCode == 0, "This machine does not let a small file system be mounted.");
        return new SmallDisk(folder);
    }

    public async ValueTask DisposeAsync()
    {
        using var unmount = Process.Start("umount", [Folder]);
        await unmount.WaitForExitAsync();
        Directory.Delete(Folder);
    }
}
