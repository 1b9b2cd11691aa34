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
