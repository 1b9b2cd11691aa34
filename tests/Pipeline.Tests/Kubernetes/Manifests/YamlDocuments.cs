using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>Reads YAML as Kubernetes does: what is not in quotes may be a number or a flag.</summary>
internal static class YamlDocuments
{
    public static IEnumerable<JsonObject> Of(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Of(stream);
    }

    public static IEnumerable<JsonObject> Of(YamlStream stream) => stream.Documents.Select(document => Read(document.RootNode)!.AsObject());

    private static JsonNode? Read(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Read(pair.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Read)]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };

    private static JsonValue? Plain(string text) =>
        text is "null" or "~" or "" ? null
        : text is "true" or "false" ? JsonValue.Create(text == "true")
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : JsonValue.Create(text);
}
