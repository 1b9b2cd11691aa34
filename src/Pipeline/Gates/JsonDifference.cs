using System.Text.Json;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>
/// Where a document differs from the one before it. What it says in addition is no difference: a release may tell more than the
/// last, but must tell the same of what both know.
/// </summary>
internal static class JsonDifference
{
    public static string? First(string old, string renewed)
    {
        try
        {
            using var before = JsonDocument.Parse(old);
            using var after = JsonDocument.Parse(renewed);
            return First(before.RootElement, after.RootElement, "");
        }
        catch (JsonException)
        {
            return string.Equals(old, renewed, StringComparison.Ordinal) ? null : "the texts differ";
        }
    }

    private static string? First(JsonElement old, JsonElement renewed, string at)
    {
        if (old.ValueKind != renewed.ValueKind)
        {
            return $"{at}: {Short(old)} became {Short(renewed)}";
        }
        return old.ValueKind switch
        {
            JsonValueKind.Object => InObject(old, renewed, at),
            JsonValueKind.Array => InArray(old, renewed, at),
            _ => JsonElement.DeepEquals(old, renewed) ? null : $"{at}: {Short(old)} became {Short(renewed)}",
        };
    }

    private static string? InObject(JsonElement old, JsonElement renewed, string at)
    {
        // A location is told by its name: nobody looks for the 137th.
        var name =
            old.TryGetProperty("location", out var location) && location.ValueKind == JsonValueKind.String ? $"{at} ({location})" : at;
        return old.EnumerateObject()
            .Select(property =>
                renewed.TryGetProperty(property.Name, out var value)
                    ? First(property.Value, value, $"{name}.{property.Name}")
                    : $"{name}.{property.Name} is gone"
            )
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? InArray(JsonElement old, JsonElement renewed, string at) =>
        old.GetArrayLength() != renewed.GetArrayLength()
            ? $"{at}: {old.GetArrayLength()} entries became {renewed.GetArrayLength()}"
            : old.EnumerateArray()
                .Zip(renewed.EnumerateArray())
                .Select((pair, i) => First(pair.First, pair.Second, $"{at}[{i}]"))
                .FirstOrDefault(difference => difference is not null);

    private static string Short(JsonElement element) =>
        element.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : element.GetRawText();
}
