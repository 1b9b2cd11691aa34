using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>The password in a database URL: between user and host, or as an option behind the question mark.</summary>
internal static partial class UrlPassword
{
    /// <summary>Decoded; null where the URL holds none.</summary>
    public static string? In(string url) =>
        Credentials().Match(url) is { Success: true } user ? Uri.UnescapeDataString(user.Groups["password"].Value)
        : Option().Match(url) is { Success: true } option ? Uri.UnescapeDataString(option.Groups["password"].Value)
        : null;

    /// <summary>The same URL without it.</summary>
    public static string Without(string url)
    {
        var bare = Credentials().Replace(url, "${before}@");
        return Option()
            .Replace(
                bare,
                match =>
                    match.Value[0] == '?' && match.Groups["more"].Success ? "?"
                    : match.Groups["more"].Success ? "&"
                    : ""
            );
    }

    [GeneratedRegex(@"^(?<before>[a-zA-Z0-9+]+://[^:/?#]*):(?<password>[^/?#]*)@")]
    private static partial Regex Credentials();

    [GeneratedRegex(@"[?&]password=(?<password>[^&]*)(?<more>&)?", RegexOptions.IgnoreCase)]
    private static partial Regex Option();
}
