using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>
/// What an artifact is made of, as CycloneDX 1.6 (ECMA-424): every package with version, hash and licence where known, and every file
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
        var licences = PackageLicences.Of(artifact);
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
                Library(json, dependency, licences.GetValueOrDefault(dependency.Key));
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

    private static void Library(Utf8JsonWriter json, Dependency dependency, string? licence) =>
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
                if (licence is null)
                {
                    return;
                }
                json.WriteStartArray("licenses");
                json.WriteStartObject();
                json.WriteString("expression", licence);
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
