using System.Text.Json;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>A package that an artifact was published with.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">Of the package as it was restored, in hexadecimal digits; null for what is no package.</param>
/// <param name="Folder">Where it lies in a folder of packages; null for what is no package.</param>
/// <param name="Needs">The names and versions of what it needs itself.</param>
internal sealed record Dependency(string Name, string Version, string? Sha512, string? Folder, IReadOnlyList<string> Needs)
{
    public string Key => $"{Name}/{Version}";
}

/// <summary>
/// Reads what the compiler notes beside an executable: NAME.deps.json (github.com/dotnet/sdk, "runtime configuration files").
/// </summary>
internal static class Dependencies
{
    private const string Algorithm = "sha512-";

    /// <summary>Sorted by name; nothing where the folder holds no such file.</summary>
    public static IReadOnlyList<Dependency> Of(string folder)
    {
        if (Directory.EnumerateFiles(folder, "*.deps.json").Order(StringComparer.Ordinal).FirstOrDefault() is not { } file)
        {
            return [];
        }
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var target = document.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        return
        [
            .. from library in document.RootElement.GetProperty("libraries").EnumerateObject()
            let parts = library.Name.Split('/')
            where library.Value.GetProperty("type").GetString() is "package" or "project"
            orderby library.Name
            select new Dependency(
                parts[0],
                parts[1],
                Hash(library.Value),
                library.Value.TryGetProperty("path", out var path) ? path.GetString() : null,
                Needs(target, library.Name)
            ),
        ];
    }

    private static string? Hash(JsonElement library) =>
        library.TryGetProperty("sha512", out var hash)
        && hash.GetString() is { } text
        && text.StartsWith(Algorithm, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(Convert.FromBase64String(text[Algorithm.Length..]))
            : null;

    private static List<string> Needs(JsonElement target, string library) =>
        target.TryGetProperty(library, out var found) && found.TryGetProperty("dependencies", out var needs)
            ? [.. from need in needs.EnumerateObject() orderby need.Name select $"{need.Name}/{need.Value.GetString()}"]
            : [];
}
