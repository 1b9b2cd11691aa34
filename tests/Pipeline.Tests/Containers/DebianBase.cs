using System.Runtime.InteropServices;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>
/// Stands in for a base image where no registry can be reached: a root file system made of files that Debian's packages have put on this
/// machine, with the .NET that runs the tests.
/// </summary>
internal static class DebianBase
{
    private static readonly string[] Libraries = ["libc6", "libgcc-s1", "libstdc++6", "libssl3", "zlib1g", "ca-certificates"];
    private static readonly string[] Shell =
    [
        "dash",
        "coreutils",
        "findutils",
        "libselinux1",
        "libpcre2-8-0",
        "libattr1",
        "libacl1",
        "libgmp10",
    ];

    /// <summary>/usr/share/dotnet or wherever it is: three folders above the runtime's own.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>As the image that applications run on: the runtime, no shell, a user without rights.</summary>
    public static async Task RuntimeAsync(string root)
    {
        await FilesAsync(root, Libraries);
        foreach (var part in (string[])["host", "shared"])
        {
            CopyFolder(Path.Combine(Dotnet, part), Path.Combine(root, "usr", "share", "dotnet", part));
        }
        Copy(Path.Combine(Dotnet, "dotnet"), Path.Combine(root, "usr", "share", "dotnet", "dotnet"));
    }

    /// <summary>As the image that applications are built in; the SDK itself is lent to it by the machine, for it is large.</summary>
    public static async Task SdkAsync(string root)
    {
        await FilesAsync(root, [.. Libraries, .. Shell]);
        Directory.CreateDirectory(Path.Combine(root, "usr", "share", "dotnet"));
    }

    /// <summary>
    /// As the image that PostgreSQL's client programs are taken from: with what apt-get would have installed there already.
    /// </summary>
    public static async Task ClientAsync(string root)
    {
        await FilesAsync(root, [.. Libraries, .. Shell, "bash", "libc-bin", "libtinfo6", "sed"]);
        foreach (var program in (string[])["pg_dump", "pg_restore"])
        {
            foreach (var file in Directory.EnumerateFiles("/usr/lib/postgresql", program, SearchOption.AllDirectories))
            {
                Copy(file, root + file);
                var loaded = (await OutsideProgram.RunAsync("ldd", file)).ShouldSucceed();
                foreach (var library in loaded.Split(' ').Where(word => word.StartsWith('/') && File.Exists(word)))
                {
                    var path = library.StartsWith("/usr/", StringComparison.Ordinal) ? library : "/usr" + library;
                    Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
                    File.Copy(library, root + path, overwrite: true);
                }
            }
        }
        var apt = Path.Combine(root, "usr", "bin", "apt-get");
        await File.WriteAllTextAsync(apt, "#!/bin/sh\n");
        File.SetUnixFileMode(apt, (UnixFileMode)0b111_101_101);
    }

    private static async Task FilesAsync(string root, string[] packages)
    {
        foreach (var folder in (string[])["bin", "lib", "lib64", "sbin"])
        {
            Directory.CreateDirectory(Path.Combine(root, "usr", folder));
            File.CreateSymbolicLink(Path.Combine(root, folder), "usr/" + folder);
        }
        foreach (var folder in (string[])["dev", "etc", "proc", "root", "sys", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }
        var listed = (await OutsideProgram.RunAsync("dpkg", ["-L", .. packages])).ShouldSucceed();
        foreach (
            var path in listed
                .Split('\n')
                .Where(line => line.StartsWith('/') && !line.StartsWith("/usr/share/"))
                .Distinct(StringComparer.Ordinal)
        )
        {
            if (!Directory.Exists(path) || new FileInfo(path).LinkTarget is not null)
            {
                Copy(path, root + path);
            }
        }
        File.CreateSymbolicLink(Path.Combine(root, "usr", "bin", "dotnet"), "../share/dotnet/dotnet");
        await File.WriteAllTextAsync(
            Path.Combine(root, "etc", "passwd"),
            "root:x:0:0::/root:/sbin/nologin\napp:x:1654:1654::/tmp:/sbin/nologin\n"
        );
        await File.WriteAllTextAsync(Path.Combine(root, "etc", "group"), "root:x:0:\napp:x:1654:\n");
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }

    private static void Copy(string from, string to)
    {
        if (!File.Exists(from) || Path.Exists(to))
        {
            return; // Of a package's list, what this machine has left out or moved; or there already, under its other name.
        }
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (new FileInfo(from).LinkTarget is { } target)
        {
            File.CreateSymbolicLink(to, target);
        }
        else
        {
            File.Copy(from, to);
        }
    }
}
