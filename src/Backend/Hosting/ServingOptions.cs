using System.Globalization;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>The settings of a serving process, read once from environment variables and valid by construction.</summary>
/// <param name="Environment">ENVIRONMENT: development, staging or production; by default development.</param>
/// <param name="LogLevel">LOG_LEVEL: debug, info, warning or error; by default info.</param>
/// <param name="Metrics">ENABLE_METRICS: true or false; by default true.</param>
/// <param name="MetricsPort">METRICS_PORT: by default 9090; 0 takes any free port.</param>
/// <param name="Release">RELEASE_ID: what the response header X-Release says; by default <c>none</c>.</param>
/// <param name="PublicUrl">PUBLIC_URL: where the public reaches the service, <c>https://…</c>, to watch its certificate; by default
/// unset.</param>
/// <param name="Drain">DRAIN_SECONDS: how long a stopping process still serves, 0 to 60; by default 1.</param>
public sealed record ServingOptions(
    string Environment,
    LogLevel LogLevel,
    bool Metrics,
    int MetricsPort,
    string Release,
    Uri? PublicUrl,
    TimeSpan Drain
)
{
    private static readonly string[] Environments = ["development", "staging", "production"];

    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    /// <exception cref="UserFacingException">A variable holds a bad value: its name, the expected shape and the remedy.</exception>
    public static ServingOptions Read(Func<string, string?> variable) =>
        new(
            OneOf("ENVIRONMENT", variable, "development", Environments),
            Levels[OneOf("LOG_LEVEL", variable, "info", [.. Levels.Keys])],
            OneOf("ENABLE_METRICS", variable, "true", ["true", "false"]) == "true",
            Whole("METRICS_PORT", variable, 9090, 65535),
            Printable("RELEASE_ID", variable, "none"),
            Secure("PUBLIC_URL", variable),
            TimeSpan.FromSeconds(Whole("DRAIN_SECONDS", variable, 1, 60))
        );

    private static string OneOf(string name, Func<string, string?> variable, string otherwise, string[] allowed)
    {
        var value = Value(name, variable) ?? otherwise;
        return Array.Find(allowed, known => known.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserFacingException(
                $"{name} is '{value}'.",
                $"Set it to one of {string.Join(", ", allowed)}, or leave it unset for {otherwise}."
            );
    }

    private static int Whole(string name, Func<string, string?> variable, int otherwise, int most)
    {
        var text = Value(name, variable);
        return text is null ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
            : throw new UserFacingException(
                $"{name} is '{text}'.",
                $"Set it to a whole number from 0 to {most}, or leave it unset for {otherwise}."
            );
    }

    // The value becomes a response header, so it must be one.
    private static string Printable(string name, Func<string, string?> variable, string otherwise)
    {
        var text = Value(name, variable) ?? otherwise;
        return text.Length <= 200 && text.All(letter => letter is > ' ' and <= '~')
            ? text
            : throw new UserFacingException(
                $"{name} does not fit into a response header.",
                "Set it to at most 200 printable ASCII characters without spaces."
            );
    }

    private static Uri? Secure(string name, Func<string, string?> variable) =>
        Value(name, variable) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url
        : throw new UserFacingException($"{name} is '{text}'.", "Set it to an address such as https://api.example.org, or leave it unset.");

    private static string? Value(string name, Func<string, string?> variable) =>
        variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
