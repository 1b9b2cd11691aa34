using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// The configuration a release carries: the settings named here, as they are in the environment when it is made. Secrets are not among
/// them.
/// </summary>
internal static class Configuration
{
    private static readonly string[] Settings =
    [
        "ENVIRONMENT",
        "LOG_LEVEL",
        "FEATURE_ML_PREDICTIONS",
        "FEATURE_DATA_INGESTION",
        "FEATURE_BACKGROUND_JOBS",
        "MAX_CONNECTIONS",
        "CONNECTION_TIMEOUT",
        "ENABLE_METRICS",
        "HEALTH_CHECK_INTERVAL",
        "SECURITY_STRICT_MODE",
        "RATE_LIMIT_ENABLED",
        "CORS_ENABLED",
    ];

    /// <summary>Names the file with the database's password.</summary>
    public const string PasswordFile = "DATABASE_PASSWORD_FILE";

    /// <param name="databaseUrl">Without a password: releases are records that many may read.</param>
    /// <param name="environment">By name.</param>
    /// <param name="passwordFile">Where the database's password is, if it needs one.</param>
    public static IReadOnlyDictionary<string, string> Collect(
        string databaseUrl,
        Func<string, string?> environment,
        string? passwordFile = null
    )
    {
        if (UrlPassword.In(databaseUrl) is not null)
        {
            throw new ArgumentException("A release's database URL must not hold a password.", nameof(databaseUrl));
        }
        var collected = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = databaseUrl };
        if (passwordFile is not null)
        {
            collected[PasswordFile] = passwordFile;
        }
        foreach (var name in Settings)
        {
            if (environment(name) is { Length: > 0 } value)
            {
                collected[name] = value;
            }
        }
        return collected;
    }

    /// <summary>
    /// What a process of the release gets: its configuration, and nothing of how this command came by the database. An empty variable is
    /// as one that is not set.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ForProcess(IReadOnlyDictionary<string, string> configuration)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL_FILE"] = "",
            ["DATABASE_PASSWORD"] = "",
            [PasswordFile] = "",
        };
        foreach (var (name, value) in configuration)
        {
            variables[name] = value;
        }
        return variables;
    }

    public static string Hash(IReadOnlyDictionary<string, string> configuration)
    {
        var text = string.Join(
            '\n',
            configuration.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}

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
