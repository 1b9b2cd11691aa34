using System.Text.Json;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Judges every list of quantiles in a forecast document, wherever in it they are: as values, or as levels with their values.</summary>
internal static class QuantileSanity
{
    public static (int Count, string? Objection) Judge(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var lists = Lists(document.RootElement).ToList();
            var count = lists.Sum(list => list.Count);
            return count == 0 ? (0, "holds no quantiles") : (count, lists.Select(Objection).FirstOrDefault(found => found is not null));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            return (0, "is not readable: " + unreadable.Message);
        }
    }

    private static string? Objection(IReadOnlyList<double> quantiles)
    {
        for (var i = 0; i < quantiles.Count; i++)
        {
            if (!double.IsFinite(quantiles[i]))
                return "holds a quantile that is not a finite number";
            if (quantiles[i] < 0)
                return $"holds a negative quantile ({quantiles[i]})";
            if (i > 0 && quantiles[i] < quantiles[i - 1])
                return $"has quantiles that fall from {quantiles[i - 1]} to {quantiles[i]}";
        }
        return null;
    }

    private static IEnumerable<IReadOnlyList<double>> Lists(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Lists),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "quantiles" ? [Values(property.Value)] : Lists(property.Value)),
        _ => [],
    };

    private static List<double> Values(JsonElement quantiles) => quantiles.ValueKind switch
    {
        JsonValueKind.Object => [.. from level in quantiles.EnumerateObject() orderby double.Parse(level.Name) select Value(level.Value)],
        JsonValueKind.Array => [.. quantiles.EnumerateArray().Select(Value)],
        _ => [double.NaN],
    };

    private static double Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Object when element.TryGetProperty("value", out var value) => Value(value),
        _ => double.NaN,
    };
}
