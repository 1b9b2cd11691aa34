using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>
/// What an artifact is made of, as CycloneDX 1.6 (ECMA-424): every package with version, hash and license where known, and every file
/// with its hash. Made from the artifact alone, without a clock: the same artifact gives the same bytes.
/// </summary>
internal static class Sbom
{
    private static readonly JsonWriterOptions Form = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="artifact">The published folder.</param>
    /// <param name="digest">Its content hash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<byte[]> OfAsync(string artifact, string digest, CancellationToken cancellationToken)
    {
        var dependencies = Dependencies.Of(artifact);
        var licenses = PackageLicenses.Of(artifact);
        var files = new List<(string Name, string Hash)>();
        foreach (var file in ContentHash.Files(artifact))
        {
            files.Add((file.Replace('\\', '/'), await ContentHash.OfFileAsync(Path.Combine(artifact, file), cancellationToken)));
        }

        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes, Form))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteString(
                "serialNumber",
                $"urn:uuid:{new Guid(SHA256.HashData(Convert.FromHexString(digest)).AsSpan(0, 16), bigEndian: true)}"
            );
            json.WriteNumber("version", 1);
            Metadata(json, dependencies.FirstOrDefault(dependency => dependency.Sha512 is null), digest);
            json.WriteStartArray("components");
            foreach (var dependency in dependencies)
            {
                Library(json, dependency, licenses.GetValueOrDefault(dependency.Key));
            }
            foreach (var (name, hash) in files)
            {
                Component(json, "file", name, $"file:{name}", () => Hash(json, "SHA-256", hash));
            }
            json.WriteEndArray();
            Needs(json, dependencies);
            json.WriteEndObject();
        }
        return [.. bytes.ToArray(), (byte)'\n'];
    }

    private static void Metadata(Utf8JsonWriter json, Dependency? root, string digest)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", "artifact");
        json.WriteString("name", "malaria-predictor");
        json.WriteString("version", root?.Version ?? "0.0.0");
        json.WriteStartArray("properties");
        json.WriteStartObject();
        json.WriteString("name", "malaria-predictor:artifact");
        json.WriteString("value", digest);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Library(Utf8JsonWriter json, Dependency dependency, string? license) =>
        Component(
            json,
            "library",
            dependency.Name,
            Reference(dependency),
            () =>
            {
                json.WriteString("version", dependency.Version);
                if (dependency.Sha512 is not { } hash)
                {
                    return;
                }
                json.WriteString("purl", Reference(dependency));
                Hash(json, "SHA-512", hash);
                if (license is null)
                {
                    return;
                }
                json.WriteStartArray("licenses");
                json.WriteStartObject();
                json.WriteString("expression", license);
                json.WriteEndObject();
                json.WriteEndArray();
            }
        );

    private static void Component(Utf8JsonWriter json, string type, string name, string reference, Action more)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
        more();
        json.WriteEndObject();
    }

    private static void Hash(Utf8JsonWriter json, string algorithm, string hash)
    {
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", algorithm);
        json.WriteString("content", hash);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Needs(Utf8JsonWriter json, IReadOnlyList<Dependency> dependencies)
    {
        var known = dependencies.ToDictionary(dependency => dependency.Key, Reference, StringComparer.Ordinal);
        json.WriteStartArray("dependencies");
        foreach (var dependency in dependencies)
        {
            json.WriteStartObject();
            json.WriteString("ref", Reference(dependency));
            json.WriteStartArray("dependsOn");
            foreach (var need in dependency.Needs.Where(known.ContainsKey))
            {
                json.WriteStringValue(known[need]);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Reference(Dependency dependency) =>
        dependency.Sha512 is null ? $"project:{dependency.Key}" : $"pkg:nuget/{dependency.Name}@{dependency.Version}";
}

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

/// <summary>
/// The licenses of an artifact's packages, as their authors state them (SPDX expressions). Noted in the artifact when it is published,
/// where the packages are at hand, so that whoever gets the artifact has them too.
/// </summary>
internal static class PackageLicenses
{
    private const string FileName = "licences.json";

    /// <param name="published">The published folder.</param>
    /// <param name="packages">Where packages are restored to.</param>
    public static void Note(string published, string packages)
    {
        var licenses = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var dependency in Dependencies.Of(published))
        {
            if (
                dependency.Folder is { } folder
                && Expression(Path.Combine(packages, folder, dependency.Name.ToLowerInvariant() + ".nuspec")) is { } expression
            )
            {
                licenses[dependency.Key] = expression;
            }
        }
        File.WriteAllText(
            Path.Combine(published, FileName),
            JsonSerializer.Serialize(new Dictionary<string, string>(licenses), TextJson.Default.DictionaryStringString) + "\n"
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

    /// <summary>Null where the package states its license in another form than an expression: then it is not known here.</summary>
    private static string? Expression(string nuspec)
    {
        if (!File.Exists(nuspec))
        {
            return null;
        }
        var license = XDocument.Load(nuspec).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return (string?)license?.Attribute("type") == "expression" ? license?.Value.Trim() : null;
    }
}
