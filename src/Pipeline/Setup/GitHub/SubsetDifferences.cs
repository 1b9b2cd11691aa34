using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// Where a document does not say what is wanted. What it says besides is no difference, since GitHub adds fields of its own; lists must
/// have the same items, in any order, and items with a <c>type</c> or a <c>context</c> are matched by that.
/// </summary>
internal static class SubsetDifferences
{
    private static readonly string[] Keys = ["type", "context"];

    public static IReadOnlyList<string> Between(JsonNode? live, JsonNode? wanted, string path = "") =>
        (live, wanted) switch
        {
            (JsonObject there, JsonObject want) =>
            [
                .. want.SelectMany(pair => Between(there[pair.Key], pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}")),
            ],
            (JsonArray there, JsonArray want) => InList(there, want, path),
            _ => JsonNode.DeepEquals(live, wanted) ? [] : [$"{path}: {Words(live)} → {Words(wanted)}"],
        };

    private static List<string> InList(JsonArray there, JsonArray want, string path)
    {
        var differences = new List<string>();
        var left = there.ToList();
        foreach (var item in want)
        {
            var key = Keys.FirstOrDefault(key => item is JsonObject map && map.ContainsKey(key));
            var match = left.Find(one =>
                key is null ? JsonNode.DeepEquals(one, item) : one is JsonObject map && JsonNode.DeepEquals(map[key], item![key])
            );
            var place = $"{path}[{(key is null ? Words(item) : item![key]!.ToString())}]";
            if (match is null)
            {
                differences.Add($"{place}: is missing");
            }
            else
            {
                differences.AddRange(Between(match, item, place));
            }
            left.Remove(match);
        }
        differences.AddRange(left.Select(extra => $"{path}: {Words(extra)} is too much"));
        return differences;
    }

    private static string Words(JsonNode? node) => node?.ToJsonString() ?? "(not set)";
}
