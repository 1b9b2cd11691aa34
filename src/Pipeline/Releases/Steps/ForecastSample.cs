using System.Text.Json;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Looks at the forecasts of some locations: the first, the last, and some between.</summary>
internal static class ForecastSample
{
    private const int Locations = 5;

    /// <returns>What was found when all is well; else the objection.</returns>
    public static async Task<(string? Found, string? Objection)> TakeAsync(StepContext context, CancellationToken cancel)
    {
        var names = await NamesAsync(context, cancel);
        if (names.Count == 0)
            return (null, "it knows no location, so there is no forecast to judge");
        var sampled = Enumerable.Range(0, Math.Min(Locations, names.Count)).Select(i => names[i * (names.Count - 1) / Math.Max(1, Math.Min(Locations, names.Count) - 1)]).ToList();
        var count = 0;
        foreach (var name in sampled)
        {
            var answer = await context.Target.AskAsync(context.Slot, "/api/v1/forecasts/" + Uri.EscapeDataString(name), cancel);
            if (answer.Status != 200)
                return (null, $"the forecast of {name} answers {answer.Status}");
            var (quantiles, objection) = QuantileSanity.Judge(answer.Body);
            if (objection is not null)
                return (null, $"the forecast of {name} {objection}");
            count += quantiles;
        }
        return ($"reports its release and commit; {count} quantiles of {sampled.Count} locations are sane", null);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(StepContext context, CancellationToken cancel)
    {
        var answer = await context.Target.AskAsync(context.Slot, "/api/v1/locations", cancel);
        if (answer.Status != 200)
            return [];
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var list = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("locations");
            return [.. from location in list.EnumerateArray() select location.ValueKind == JsonValueKind.String ? location.GetString()! : location.GetProperty("name").GetString()!];
        }
        catch (Exception shape) when (shape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new Failure($"/api/v1/locations of slot {context.Slot} does not list locations with names", "The release does not speak API v1; it was refused.", shape);
        }
    }
}
