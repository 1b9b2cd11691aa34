using System.Text.Json;
using System.Xml.Linq;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>
/// The licences of an artifact's packages, as their authors state them (SPDX expressions). Noted in the artifact when it is published,
/// where
/// the packages are at hand, so that whoever gets the artifact has them too.
/// </summary>
internal static class PackageLicences
{
    private const string FileName = "licences.json";

    /// <param name="published">The published folder.</param>
    /// <param name="packages">Where packages are restored to.</param>
    public static void Note(string published, string packages)
    {
        var licences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var dependency in Dependencies.Of(published))
        {
            if (
                dependency.Folder is { } folder
                && Expression(Path.Combine(packages, folder, dependency.Name.ToLowerInvariant() + ".nuspec")) is { } expression
            )
            {
                licences[dependency.Key] = expression;
            }
        }
        File.WriteAllText(
            Path.Combine(published, FileName),
            JsonSerializer.Serialize(new Dictionary<string, string>(licences), TextJson.Default.DictionaryStringString) + "\n"
        );
    }

    /// <summary>By name and version; nothing for a folder that was published without.</summary>
    public static IReadOnlyDictionary<string, string> Of(string artifact) =>
        File.Exists(Path.Combine(artifact, FileName))
            ? JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(artifact, FileName)), TextJson.Default.DictionaryStringString)!
            : new Dictionary<string, string>();

    /// <summary>Where the SDK restores packages to; see NUGET_PACKAGES in NuGet's documentation.</summary>
    public static string RestoredTo() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Null where the package states its licence in another form than an expression: then it is not known here.</summary>
    private static string? Expression(string nuspec)
    {
        if (!File.Exists(nuspec))
        {
            return null;
        }
        var licence = XDocument.Load(nuspec).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return (string?)licence?.Attribute("type") == "expression" ? licence?.Value.Trim() : null;
    }
}
