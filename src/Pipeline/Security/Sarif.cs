using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Security;

/// <summary>
/// Reads what scanners report as SARIF 2.1.0 (OASIS). The severity is the rule's <c>security-severity</c>, which GitHub, CodeQL and
/// Trivy write; a result that the scanner itself marks as suppressed is no finding.
/// </summary>
internal static class Sarif
{
    public static IReadOnlyList<Vulnerability> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.GetProperty("runs").EnumerateArray().SelectMany(OfRun)];
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserFacingException(
                $"{path} is not SARIF: {broken.Message}",
                "Let the scanner write SARIF 2.1.0; a report that cannot be read is not a clean one.",
                broken
            );
        }
    }

    private static IEnumerable<Vulnerability> OfRun(JsonElement run)
    {
        var driver = run.GetProperty("tool").GetProperty("driver");
        var tool = driver.GetProperty("name").GetString() ?? "?";
        var rules = Children(driver, "rules")
            .Concat(Children(run.GetProperty("tool"), "extensions").SelectMany(extension => Children(extension, "rules")))
            .GroupBy(rule => Text(rule, "id"), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var result in Children(run, "results").Where(result => !Children(result, "suppressions").Any()))
        {
            var id =
                Text(result, "ruleId") is { Length: > 0 } named ? named
                : result.TryGetProperty("rule", out var reference) ? Text(reference, "id")
                : "?";
            yield return new Vulnerability(
                tool,
                id,
                Severity(result, rules.GetValueOrDefault(id)),
                Where(result),
                Text(result.GetProperty("message"), "text").ReplaceLineEndings(" ")
            );
        }
    }

    private static double Severity(JsonElement result, JsonElement rule) =>
        Given(result)
        ?? Given(rule)
        ?? (Text(result, "level") is { Length: > 0 } level ? level : Default(rule)) switch
        {
            "error" => 8,
            "note" or "none" => 2,
            _ => 5,
        };

    private static double? Given(JsonElement holder) =>
        holder.ValueKind == JsonValueKind.Object
        && holder.TryGetProperty("properties", out var properties)
        && double.TryParse(Text(properties, "security-severity"), CultureInfo.InvariantCulture, out var score)
            ? score
            : null;

    private static string Default(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("defaultConfiguration", out var configuration)
            ? Text(configuration, "level")
            : "";

    private static string Where(JsonElement result)
    {
        if (
            Children(result, "locations").FirstOrDefault() is not { ValueKind: JsonValueKind.Object } location
            || !location.TryGetProperty("physicalLocation", out var physical)
        )
        {
            return "";
        }
        var file = physical.TryGetProperty("artifactLocation", out var artifact) ? Text(artifact, "uri") : "";
        return physical.TryGetProperty("region", out var region) && region.TryGetProperty("startLine", out var line)
            ? $"{file}:{line}"
            : file;
    }

    private static JsonElement.ArrayEnumerator Children(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
