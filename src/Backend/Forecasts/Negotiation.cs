using Microsoft.Extensions.Primitives;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Which format a client asks for.</summary>
internal static class Negotiation
{
    public static readonly string[] Formats = ["json", "csv"];

    /// <summary>Whether the Accept header names CSV; JSON is what everybody else gets.</summary>
    public static bool WantsCsv(StringValues accept)
    {
        foreach (var line in accept)
        {
            if (line is not null && line.Contains("text/csv", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
