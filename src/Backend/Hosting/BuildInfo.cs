using System.Reflection;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>Which build this is: the compiler writes version and commit as <c>0.1.0+commit</c>.</summary>
internal static class BuildInfo
{
    public static (string Version, string Commit) Read()
    {
        var full = typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var parts = full.Split('+', 2);
        return (parts[0], parts.Length == 2 ? parts[1] : "unknown");
    }
}

/// <summary>Which release this process is: set by whoever started it, repeated on every response.</summary>
/// <param name="Id">RELEASE_ID, an opaque text; <c>none</c> where it is not set.</param>
/// <param name="Version">The version of the build.</param>
/// <param name="Commit">The commit it was built from.</param>
public sealed record ReleaseInfo(string Id, string Version, string Commit);
