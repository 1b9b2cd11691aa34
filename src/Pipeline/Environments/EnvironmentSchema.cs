using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Environments.Sections;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>The same settings as a JSON schema, by which editors complete and check an environment file.</summary>
internal static class EnvironmentSchema
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var root = Group();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "An environment of Malaria Predictor";
        foreach (var setting in Settings.All)
            Add(root, setting);
        root["properties"]![KubernetesSection.Key] = SectionSchema.Of<KubernetesSettings>();
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Form))
            root.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Add(JsonObject root, Setting setting)
    {
        var keys = setting.Path.Split('.');
        var group = root;
        foreach (var key in keys[..^1])
        {
            var properties = group["properties"]!.AsObject();
            if (!properties.ContainsKey(key))
                properties[key] = Group();
            group = properties[key]!.AsObject();
        }
        group["properties"]![keys[^1]] = new JsonObject
        {
            ["description"] = setting.Description,
            ["type"] = setting.Whole ? "integer" : "number",
            ["minimum"] = setting.Minimum,
            ["maximum"] = setting.Maximum,
            ["default"] = setting.Get(new ReleaseTimings()),
        };
    }

    private static JsonObject Group() => new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };
}
