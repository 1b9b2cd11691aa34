using System.Text.Encodings.Web;
using System.Text.Json;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Schemas;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>All that an environment file states.</summary>
/// <param name="Release">How releases are made there.</param>
/// <param name="Kubernetes">The cluster it is on; null for one machine.</param>
internal sealed record EnvironmentSettings(ReleasePolicy Release, KubernetesEnvironment? Kubernetes)
{
    public EnvironmentSettings()
        : this(new ReleasePolicy(), Kubernetes: null) { }
}

/// <summary>
/// Reads environment files. All that is wrong with one is reported at once, with line and column; an unknown key is wrong.
/// </summary>
internal static class EnvironmentFile
{
    public const string Local = "local";

    private const string HowToName = "--environment takes the name of a file in deploy/environments, or the path of one.";

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="given">The name of a file in deploy/environments, or a path of one (with a slash).</param>
    /// <param name="chosen">False when it is only the default: outside of a checkout the built-in values then hold.</param>
    public static EnvironmentSettings Find(string given, bool chosen)
    {
        var file = PathOf(given, chosen);
        return chosen || File.Exists(file) ? Read(file) : new EnvironmentSettings();
    }

    /// <summary>The environments of a checkout that are on a cluster.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="given">One of them, by its name or path; null for all.</param>
    public static IReadOnlyList<KubernetesEnvironment> OnClusters(string root, string? given)
    {
        var folder = Path.Combine(root, "deploy", "environments");
        if (given is null)
        {
            return
            [
                .. Directory
                    .EnumerateFiles(folder, "*.yaml")
                    .Order(StringComparer.Ordinal)
                    .Select(file => Read(file).Kubernetes)
                    .OfType<KubernetesEnvironment>(),
            ];
        }
        var path = given.Contains(Path.DirectorySeparatorChar) ? given : Path.Combine(folder, given + ".yaml");
        return Read(path).Kubernetes is { } found
            ? [found]
            : throw new UserFacingException(
                $"environment '{given}' is not on a cluster",
                $"There are {string.Join(", ", OnClusters(root, given: null).Select(one => one.Name))}; or give it a section 'kubernetes'."
            );
    }

    public static EnvironmentSettings Read(string path) =>
        File.Exists(path)
            ? Parse(File.ReadAllText(path), path)
            : throw new UserFacingException($"there is no environment {path}", HowToName);

    public static EnvironmentSettings Parse(string text, string path)
    {
        var (document, wrong) = SettingsReader.Read<EnvironmentDocument>(text);
        return document?.Settings(Path.GetFileNameWithoutExtension(path))
            ?? throw new UserFacingException(
                $"the environment {path} is not valid:\n  {string.Join("\n  ", wrong)}",
                "deploy/environments/schema.json describes what it may hold; nothing was changed."
            );
    }

    /// <summary>The same as a JSON schema, by which editors complete and check an environment file.</summary>
    public static string Schema()
    {
        var root = SettingsSchema.Of(typeof(EnvironmentDocument));
        root["properties"]!["kubernetes"]!["type"] = "object";
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "An environment of Malaria Predictor";
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Layout))
        {
            root.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>Where the file is that a command line names.</summary>
    private static string PathOf(string given, bool chosen)
    {
        if (given.Contains(Path.DirectorySeparatorChar))
        {
            return given;
        }
        var root = Environment.GetEnvironmentVariable("MALARIA_ROOT") ?? (chosen ? Repository.Find().Root : Environment.CurrentDirectory);
        return Path.Combine(root, "deploy", "environments", given + ".yaml");
    }
}
