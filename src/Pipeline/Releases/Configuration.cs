using System.Security.Cryptography;
using System.Text;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>The configuration a release carries: the settings named here, as they are in the environment when it is made. Secrets are not among them.</summary>
internal static class Configuration
{
    private static readonly string[] Settings =
    [
        "ENVIRONMENT", "LOG_LEVEL", "FEATURE_ML_PREDICTIONS", "FEATURE_DATA_INGESTION", "FEATURE_BACKGROUND_JOBS", "MAX_CONNECTIONS",
        "CONNECTION_TIMEOUT", "ENABLE_METRICS", "HEALTH_CHECK_INTERVAL", "SECURITY_STRICT_MODE", "RATE_LIMIT_ENABLED", "CORS_ENABLED",
    ];

    public static IReadOnlyDictionary<string, string> Collect(string databaseUrl, Func<string, string?> environment)
    {
        var collected = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = databaseUrl };
        foreach (var name in Settings)
        {
            if (environment(name) is { Length: > 0 } value)
                collected[name] = value;
        }
        return collected;
    }

    public static string Hash(IReadOnlyDictionary<string, string> configuration)
    {
        var text = string.Join('\n', configuration.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
