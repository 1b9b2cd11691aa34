using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>Where two documents differ, field by field, for people: <c>spec.maxReplicas: 10 → 12</c>.</summary>
internal static class FieldDifferences
{
    private const int Most = 8;
    private const int Longest = 80;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the server keeps about an object, rather than what it is.</summary>
    private static readonly HashSet<string> Kept = new(
        [
            "metadata.managedFields",
            "metadata.resourceVersion",
            "metadata.generation",
            "metadata.uid",
            "metadata.creationTimestamp",
            "metadata.selfLink",
            "status",
        ],
        StringComparer.Ordinal
    );

    /// <param name="before">As it is.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="withValues">False where the values are nobody's business: then only the fields are named.</param>
    public static IReadOnlyList<string> Between(JsonNode? before, JsonNode? after, bool withValues = true)
    {
        var all = Walk("", before, after, withValues).ToList();
        return all.Count <= Most ? all : [.. all.Take(Most), $"and {all.Count - Most} more"];
    }

    private static IEnumerable<string> Walk(string path, JsonNode? before, JsonNode? after, bool withValues)
    {
        if (Kept.Contains(path) || Same(before, after))
        {
            return [];
        }
        return (before, after) switch
        {
            (JsonObject was, JsonObject will) => was.Select(pair => pair.Key)
                .Union(will.Select(pair => pair.Key), StringComparer.Ordinal)
                .SelectMany(key => Walk(path.Length == 0 ? key : $"{path}.{key}", was[key], will[key], withValues)),
            (JsonArray was, JsonArray will) when was.Count == will.Count => was.Zip(will)
                .SelectMany((pair, i) => Walk($"{path}[{i}]", pair.First, pair.Second, withValues)),
            _ => [withValues ? $"{path}: {Short(before)} → {Short(after)}" : $"{path} differs"],
        };
    }

    /// <summary>Numbers are the same by their value, however they are written.</summary>
    private static bool Same(JsonNode? one, JsonNode? other) =>
        JsonNode.DeepEquals(one, other)
        || (
            one?.GetValueKind() == JsonValueKind.Number
            && other?.GetValueKind() == JsonValueKind.Number
            && double.Parse(one.ToJsonString()).Equals(double.Parse(other.ToJsonString()))
        );

    private static string Short(JsonNode? node) =>
        node is null ? "(not set)"
        : node.ToJsonString(Plain) is { Length: > Longest } text ? text[..Longest] + "…"
        : node.ToJsonString(Plain);
}
