namespace MalariaPredictor.Backend.Api;

/// <summary>
/// A location's name in a URL. The server decodes everything but an escaped slash, which it leaves so that routes stay apart:
/// "Kampala/Central" arrives as <c>Kampala%2FCentral</c>.
/// </summary>
public static class LocationName
{
    public static string FromRoute(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path segment for a name.</summary>
    public static string ToRoute(string name) => Uri.EscapeDataString(name);
}
