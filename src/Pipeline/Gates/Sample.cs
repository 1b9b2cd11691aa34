using System.Text.Json;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>The requests that are compared whether anyone asked lately or not: what the service is for.</summary>
internal static class Sample
{
    public const string Forecasts = "/api/v1/forecasts";

    private const string Locations = "/api/v1/locations";

    /// <summary>Every forecast, the locations, and the first, the middle and the last location by itself.</summary>
    public static IEnumerable<string> Of(string forecasts)
    {
        string[] names = [.. Names(forecasts)];
        return ((string[])[Forecasts, Locations]).Concat(
            ((int[])[0, names.Length / 2, names.Length - 1])
                .Where(_ => names.Length > 0)
                .Distinct()
                .Select(at => $"{Forecasts}/{Uri.EscapeDataString(names[at])}")
        );
    }

    private static List<string> Names(string forecasts)
    {
        try
        {
            using var document = JsonDocument.Parse(forecasts);
            return
            [
                .. document
                    .RootElement.GetProperty("locations")
                    .EnumerateArray()
                    .Select(location => location.GetProperty("location").GetString())
                    .OfType<string>(),
            ];
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return []; // Whether that is sane is another gate's question.
        }
    }
}
