using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>Which objects are meant: by labels in the form of a query, of a map, or of a LabelSelector.</summary>
internal static class Selector
{
    /// <param name="text">Such as <c>app=x,slot in (blue,green),!gone</c>; null means all.</param>
    /// <param name="labels">Of an object.</param>
    public static bool Query(string? text, JsonObject labels) =>
        string.IsNullOrEmpty(text) || Terms(text).All(term => Holds(term.Trim(), labels));

    public static bool Map(JsonObject? wanted, JsonObject labels) =>
        wanted is { Count: > 0 } && wanted.All(pair => labels.Text(pair.Key) == pair.Value!.GetValue<string>());

    public static bool Labels(JsonObject? selector, JsonObject labels) => Map(selector?["matchLabels"] as JsonObject, labels);

    /// <param name="text">Such as <c>metadata.name=x</c>.</param>
    /// <param name="item">An object.</param>
    public static bool Fields(string? text, JsonObject item) =>
        string.IsNullOrEmpty(text)
        || text.Split(',')
            .All(term =>
            {
                var parts = term.Split(term.Contains("!=", StringComparison.Ordinal) ? "!=" : "=", 2);
                JsonNode? found = item;
                foreach (var key in parts[0].Split('.'))
                {
                    found = (found as JsonObject)?[key];
                }
                return (found?.ToString() ?? "") == parts[1].TrimStart('=') != term.Contains("!=", StringComparison.Ordinal);
            });

    private static IEnumerable<string> Terms(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[i] != ',' || depth > 0)
            {
                continue;
            }
            yield return text[start..i];
            start = i + 1;
        }
        yield return text[start..];
    }

    private static bool Holds(string term, JsonObject labels)
    {
        if (term.StartsWith('!'))
        {
            return !labels.ContainsKey(term[1..].Trim());
        }
        if (term.IndexOf(" in ", StringComparison.Ordinal) is var among and > 0)
        {
            return term[(among + 4)..].Trim('(', ')', ' ').Split(',').Any(value => labels.Text(term[..among].Trim()) == value.Trim());
        }
        if (term.Split("!=") is [var not, var other])
        {
            return labels.Text(not.Trim()) != other.Trim();
        }
        return term.Split('=', StringSplitOptions.RemoveEmptyEntries) is [var key, var wanted]
            ? labels.Text(key.Trim()) == wanted.Trim()
            : labels.ContainsKey(term);
    }
}
