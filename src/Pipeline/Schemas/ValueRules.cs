using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Schemas;

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
