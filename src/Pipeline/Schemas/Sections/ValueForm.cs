using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Schemas.Sections;

/// <summary>What one value of a section may be, as its schema says it, and the words for it.</summary>
internal static class ValueForm
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
                && (Choices(rules) is not { } choices || choices.Contains(text))
                && (
                    rules["pattern"] is not { } pattern
                    || Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1))
                ),
            JsonValueKind.Number => value.GetValue<long>() is var number
                && number >= Limit(rules, "minimum")
                && number <= Limit(rules, "maximum"),
            _ => true,
        };

    public static string Words(JsonObject rules) =>
        rules switch
        {
            _ when Choices(rules) is { } choices => $"one of {string.Join(", ", choices)}",
            _ when rules[SectionSchema.FormWords] is { } form => form.GetValue<string>(),
            _ when rules["propertyNames"] is not null || Takes(rules, "object") => "keys with values",
            _ when Takes(rules, "array") => "a list",
            _ when Takes(rules, "integer") => $"a whole number from {rules["minimum"]} to {rules["maximum"]}",
            _ when Takes(rules, "boolean") => "true or false",
            _ => "a text (a number as text stands in quotes)",
        };

    public static IEnumerable<string> Required(JsonObject rules) =>
        (rules["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());

    private static List<string>? Choices(JsonObject rules) =>
        (rules["enum"] as JsonArray)?.Select(choice => choice?.GetValue<string>()).OfType<string>().ToList();

    private static long Limit(JsonObject rules, string which) =>
        rules[which]?.GetValue<int>() ?? (which == "minimum" ? long.MinValue : long.MaxValue);
}
