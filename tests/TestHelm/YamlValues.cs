using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.TestHelm;

/// <summary>Values as Helm keeps them: YAML read as JSON.</summary>
internal static class YamlValues
{
    public static JsonObject Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (JsonObject)Of(stream.Documents[0].RootNode)!;
    }

    /// <summary>What <c>--set-string a.b=c</c> does.</summary>
    public static void Put(JsonObject values, string[] path, string value)
    {
        foreach (var part in path[..^1])
        {
            values = (JsonObject)(values[part] ??= new JsonObject());
        }
        values[path[^1]] = value;
    }

    private static JsonNode? Of(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Of(pair.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Of)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain }
                when double.TryParse(plain, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };
}
