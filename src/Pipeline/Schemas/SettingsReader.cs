using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas;

/// <summary>
/// Reads a file of settings into its record, by the record's own schema; collects all that is wrong, with line and column.
/// </summary>
internal sealed class SettingsReader
{
    private readonly List<string> _wrong = [];

    /// <param name="text">YAML; where it is empty every setting has its default.</param>
    /// <returns>The settings, or null and all that is wrong.</returns>
    public static (T? Settings, IReadOnlyList<string> Wrong) Read<T>(string text)
        where T : class, new()
    {
        var reader = new SettingsReader();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
            {
                return (new T(), []);
            }
            var json = reader.Read(stream.Documents[0].RootNode, SettingsSchema.Of(typeof(T)), typeof(T), "");
            return reader._wrong.Count == 0 ? (json.Deserialize<T>(SettingsSchema.Options), []) : (null, reader._wrong);
        }
        catch (YamlException broken)
        {
            reader.Add(broken.Start, broken.Message);
            return (null, reader._wrong);
        }
    }

    /// <param name="node">What stands there.</param>
    /// <param name="schema">What may stand there.</param>
    /// <param name="type">What it becomes.</param>
    /// <param name="path">The place's name, with dots.</param>
    /// <param name="choices">Of a list, and of its items: what they choose from.</param>
    private JsonNode? Read(YamlNode node, JsonNode? schema, Type type, string path, ChoicesAttribute? choices = null)
    {
        var rules = schema as JsonObject ?? [];
        var before = _wrong.Count;
        var read = node switch
        {
            _ when choices is not null && rules.ContainsKey("oneOf") => ReadChoice(node, rules, choices, path),
            YamlMappingNode map when ValueRules.Takes(rules, "object") => ReadMap(map, rules, type, path),
            YamlSequenceNode list when ValueRules.Takes(rules, "array") => ReadList(
                list,
                rules,
                type.GenericTypeArguments.Single(),
                path,
                choices
            ),
            YamlScalarNode scalar when Value(scalar, rules) is { } value && ValueRules.Allows(rules, value) => value,
            _ => Add(node, $"{Place(path)} takes {ValueRules.Words(rules)}, not {Shown(node)}"),
        };
        if (
            _wrong.Count == before
            && typeof(ICheckedSetting).IsAssignableFrom(type)
            && read.Deserialize(type, SettingsSchema.Options) is ICheckedSetting { Objection: { } objection }
        )
        {
            Add(node, $"{Place(path)} {objection}");
        }
        return read;
    }

    private JsonObject ReadMap(YamlMappingNode map, JsonObject rules, Type type, string path)
    {
        var known = rules["properties"] as JsonObject ?? [];
        var properties = SettingsSchema.Options.GetTypeInfo(type).Properties;
        var read = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var below = path.Length == 0 ? name : $"{path}.{name}";
            if (known[name] is { } property)
            {
                var into = properties.Single(one => one.Name == name);
                var choices = into.AttributeProvider?.GetCustomAttributes(typeof(ChoicesAttribute), inherit: false).SingleOrDefault();
                read[name] = Read(value, property, into.PropertyType, below, choices as ChoicesAttribute);
            }
            else if (rules["additionalProperties"] is not JsonObject other)
            {
                Add(key, $"'{name}' is not known here; known are {string.Join(", ", known.Select(pair => pair.Key))}");
            }
            else if (rules["propertyNames"] is JsonObject names && !ValueRules.Allows(names, JsonValue.Create(name)))
            {
                Add(key, $"a key of {path} is {ValueRules.Words(names)}, not {name}");
            }
            else
            {
                read[name] = Read(value, other, typeof(string), below);
            }
        }
        foreach (var missing in ValueRules.Required(rules).Where(name => !read.ContainsKey(name)))
        {
            Add(map, $"{Place(path)} lacks {missing}: {known[missing]?["description"]}");
        }
        return read;
    }

    private JsonArray ReadList(YamlSequenceNode list, JsonObject rules, Type item, string path, ChoicesAttribute? choices)
    {
        var read = new JsonArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in list.Children)
        {
            var before = _wrong.Count;
            var value = Read(child, rules["items"], item, $"{path}[{read.Count + 1}]", choices);
            if (
                _wrong.Count == before
                && typeof(INamedSetting).IsAssignableFrom(item)
                && (choices is null ? value.Deserialize(item, SettingsSchema.Options) : choices.Made(value))
                    is INamedSetting { Name: var name }
                && !names.Add(name)
            )
            {
                Add(child, $"{path} has two named '{name}'; give one another name");
            }
            read.Add(value);
        }
        return read;
    }

    /// <summary>The bare word, or the word with its keys: <c>{word: {keys}}</c> in either case.</summary>
    private JsonNode? ReadChoice(YamlNode node, JsonObject rules, ChoicesAttribute choices, string path)
    {
        var (word, keys) = node switch
        {
            YamlScalarNode { Value: { } bare } => (bare, null),
            YamlMappingNode { Children: { Count: 1 } only } when only.First() is { Key: YamlScalarNode { Value: { } named } } pair => (
                named,
                pair.Value
            ),
            _ => ("", null),
        };
        if (ValueRules.KeysOf(rules, word) is not { } choice)
        {
            return Add(node, $"{path} takes {ValueRules.Words(rules)}, not {Shown(node)}");
        }
        if (keys is null && choice.ContainsKey("required"))
        {
            return Add(node, $"{path}.{word} needs keys: {string.Join(", ", choice["properties"]!.AsObject().Select(key => key.Key))}");
        }
        return new JsonObject { [word] = keys is null ? new JsonObject() : Read(keys, choice, choices.TypeOf(word), $"{path}.{word}") };
    }

    /// <summary>A plain scalar that YAML reads as a number or a flag is not a text: whoever means one puts it into quotes.</summary>
    private static JsonValue? Value(YamlScalarNode scalar, JsonObject rules)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return ValueRules.Takes(rules, "string") ? JsonValue.Create(text) : null;
        }
        if (text is "true" or "false")
        {
            return ValueRules.Takes(rules, "boolean") ? JsonValue.Create(text == "true") : null;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return ValueRules.Takes(rules, "number") || (ValueRules.Takes(rules, "integer") && double.IsInteger(number))
                ? JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture))!.AsValue()
                : null;
        }
        return ValueRules.Takes(rules, "string") && text is not ("" or "~" or "null") ? JsonValue.Create(text) : null;
    }

    private JsonNode? Add(YamlNode node, string what) => Add(node.Start, what);

    private JsonNode? Add(Mark place, string what)
    {
        _wrong.Add($"line {place.Line}, column {place.Column}: {what}");
        return null;
    }

    private static string Place(string path) => path.Length == 0 ? "the file" : path;

    private static string Shown(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" } => "nothing",
            YamlScalarNode scalar => scalar.Value!,
            YamlSequenceNode => "a list",
            _ => "keys",
        };
}

/// <summary>What one value may be, as its schema states it, and the words for it.</summary>
internal static class ValueRules
{
    public static bool Takes(JsonObject rules, string type) =>
        rules["type"] switch
        {
            JsonArray types => types.Any(one => one?.GetValue<string>() == type),
            JsonValue one => one.GetValue<string>() == type,
            _ => type == "string" && rules.ContainsKey("enum"),
        };

    public static bool Allows(JsonObject rules, JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>() is var text
                && (Words(rules["enum"]) is not { } words || words.Contains(text))
                && (
                    rules["pattern"] is not { } pattern
                    || Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1))
                ),
            JsonValueKind.Number => value.GetValue<double>() is var number
                && double.IsFinite(number)
                && (rules["minimum"] is not { } minimum || number >= minimum.GetValue<double>())
                && (rules["maximum"] is not { } maximum || number <= maximum.GetValue<double>()),
            _ => true,
        };

    public static string Words(JsonObject rules) =>
        rules switch
        {
            _ when Words(rules["enum"]) is { } words => $"one of {string.Join(", ", words)}",
            _ when rules["oneOf"] is JsonArray choices => $"one of {string.Join(", ", choices.Select(WordOf).Distinct())}",
            _ when rules[SettingsSchema.FormWords] is { } form => form.GetValue<string>(),
            _ when rules["propertyNames"] is not null || Takes(rules, "object") => "keys with values",
            _ when Takes(rules, "array") => rules["items"] is JsonObject items && items.ContainsKey("oneOf")
                ? $"a list, each {Words(items)}"
                : "a list",
            _ when Takes(rules, "integer") => $"a whole number{Limits(rules)}",
            _ when Takes(rules, "number") => $"a number{Limits(rules)}",
            _ when Takes(rules, "boolean") => "true or false",
            _ => "a text (a number as text stands in quotes)",
        };

    public static IEnumerable<string> Required(JsonObject rules) =>
        (rules["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());

    /// <summary>The schema of the keys below a word of a choice; null where there is no such word.</summary>
    public static JsonObject? KeysOf(JsonObject rules, string word) =>
        rules["oneOf"]!.AsArray().Select(choice => choice!["properties"]?[word] as JsonObject).FirstOrDefault(keys => keys is not null);

    private static string WordOf(JsonNode? choice) => choice!["const"]?.GetValue<string>() ?? choice["properties"]!.AsObject().Single().Key;

    private static string Limits(JsonObject rules) => rules.ContainsKey("minimum") ? $" from {rules["minimum"]} to {rules["maximum"]}" : "";

    private static List<string>? Words(JsonNode? words) =>
        (words as JsonArray)?.Select(word => word?.GetValue<string>()).OfType<string>().ToList();
}
