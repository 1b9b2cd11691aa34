using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace MalariaPredictor.Backend.Api;

/// <summary>Which content codings an <c>Accept-Encoding</c> header takes (RFC 9110 §12.5.3): named, and not with weight 0.</summary>
internal static class ContentCoding
{
    public static bool Accepts(StringValues header, string coding)
    {
        foreach (var line in header)
        {
            foreach (var range in (line ?? "").AsSpan().Split(','))
            {
                var item = line.AsSpan()[range];
                var end = item.IndexOf(';');
                var name = (end < 0 ? item : item[..end]).Trim();
                if (name.Equals(coding, StringComparison.OrdinalIgnoreCase))
                {
                    return end < 0 || Weight(item[(end + 1)..]) > 0;
                }
            }
        }

        return false;
    }

    private static double Weight(ReadOnlySpan<char> parameters)
    {
        var at = parameters.IndexOf("q=", StringComparison.OrdinalIgnoreCase);
        return at < 0 || !double.TryParse(parameters[(at + 2)..].Trim(), CultureInfo.InvariantCulture, out var weight) ? 1 : weight;
    }
}
