using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Sections;

/// <summary>Reads a section of an environment file into its record, by the record's own schema; collects all that is wrong, with line and column.</summary>
internal sealed class SectionReader(ICollection<string> wrong)
{
    /// <returns>Null where something is wrong.</returns>
    public T? Read<T>(YamlNode node, string path)
        where T : class
    {
        var before = wrong.Count;
        var json = Read(node, SectionSchema.Of<T>(), path);
        return wrong.Count == before ? json.Deserialize<T>(SectionSchema.Options) : null;
    }

    private JsonNode? Read(YamlNode node, JsonNode? schema, string path)
    {
        var rules = schema as JsonObject ?? [];
        return node switch
        {
            YamlMappingNode map when ValueForm.Takes(rules, "object") => ReadMap(map, rules, path),
            YamlSequenceNode list when ValueForm.Takes(rules, "array") => new JsonArray([
                .. list.Children.Select((item, index) => Read(item, rules["items"], $"{path}[{index}]")),
            ]),
            YamlScalarNode scalar when Value(scalar, rules) is { } value && ValueForm.Allows(rules, value) => value,
            _ => Complain(node, $"{path} takes {ValueForm.Words(rules)}, not {Shown(node)}"),
        };
    }

    private JsonObject ReadMap(YamlMappingNode map, JsonObject rules, string path)
    {
        var known = rules["properties"] as JsonObject ?? [];
        var read = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known[name] is { } property)
            {
                read[name] = Read(value, property, $"{path}.{name}");
            }
            else if (rules["additionalProperties"] is not JsonObject other)
            {
                Complain(key, $"'{name}' is not known here; known are {string.Join(", ", known.Select(pair => pair.Key))}");
            }
            else if (rules["propertyNames"] is JsonObject names && !ValueForm.Allows(names, JsonValue.Create(name)))
            {
                Complain(key, $"a key of {path} is {ValueForm.Words(names)}, not {name}");
            }
            else
            {
                read[name] = Read(value, other, $"{path}.{name}");
            }
        }
        foreach (var missing in ValueForm.Required(rules).Where(name => !read.ContainsKey(name)))
        {
            Complain(map, $"{path} lacks {missing}: {known[missing]?["description"]}");
        }
        return read;
    }

    /// <summary>A plain scalar that YAML reads as a number or a flag is not a text: whoever means one puts it into quotes.</summary>
    private static JsonValue? Value(YamlScalarNode scalar, JsonObject rules)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return ValueForm.Takes(rules, "string") ? JsonValue.Create(text) : null;
        }
        if (text is "true" or "false")
        {
            return ValueForm.Takes(rules, "boolean") ? JsonValue.Create(text == "true") : null;
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return ValueForm.Takes(rules, "integer") ? JsonValue.Create(number) : null;
        }
        return
            ValueForm.Takes(rules, "string")
            && text is not ("" or "~" or "null")
            && !double.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? JsonValue.Create(text)
            : null;
    }

    private JsonNode? Complain(YamlNode at, string what)
    {
        wrong.Add($"line {at.Start.Line}, column {at.Start.Column}: {what}");
        return null;
    }

    private static string Shown(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" } => "nothing",
            YamlScalarNode scalar => scalar.Value!,
            YamlSequenceNode => "a list",
            _ => "keys",
        };
}
