using System.Globalization;
using System.Text.Json;

namespace MalariaPredictor.Pipeline.Gates.Prometheus;

/// <summary>What a server said to a query of the HTTP API, version 1.</summary>
/// <param name="Values">Every value of every series; NaN and infinities among them.</param>
/// <param name="Warnings">What it wants known of them.</param>
/// <param name="Trouble">Why there is no answer; null when there is one.</param>
internal sealed record PrometheusAnswer(IReadOnlyList<double> Values, IReadOnlyList<string> Warnings, string? Trouble = null)
{
    private const int LongestError = 200;

    public static PrometheusAnswer Without(string trouble) => new([], [], trouble);

    public static PrometheusAnswer Parse(int status, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("status").GetString() != "success")
            {
                return Without(
                    $"it answers {status}, {root.GetProperty("errorType").GetString()}: {Short(root.GetProperty("error").GetString()!)}"
                );
            }
            if (status != 200)
            {
                return Without($"it answers {status}");
            }
            var data = root.GetProperty("data");
            return new PrometheusAnswer(
                ValuesOf(data.GetProperty("resultType").GetString()!, data.GetProperty("result")),
                [.. Notes(root, "warnings"), .. Notes(root, "infos")]
            );
        }
        catch (Exception shape)
            when (shape is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException
            )
        {
            return Without($"it answers {status} and nothing that Prometheus says: {Short(body)}");
        }
    }

    private static IReadOnlyList<double> ValuesOf(string type, JsonElement result) =>
        type switch
        {
            "scalar" => [Number(result)],
            "vector" => [.. result.EnumerateArray().Select(series => Number(series.GetProperty("value")))],
            "matrix" => [.. result.EnumerateArray().SelectMany(series => series.GetProperty("values").EnumerateArray()).Select(Number)],
            _ => throw new FormatException($"a {type} is not a number"),
        };

    /// <summary>A sample: when, and the value as text.</summary>
    private static double Number(JsonElement sample) =>
        sample[1].GetString() switch
        {
            "NaN" => double.NaN,
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            { } text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
            null => throw new FormatException("a value is missing"),
        };

    private static IEnumerable<string> Notes(JsonElement root, string name) =>
        root.TryGetProperty(name, out var notes) ? notes.EnumerateArray().Select(note => Short(note.GetString() ?? "")) : [];

    private static string Short(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) is { Length: > LongestError } plain
            ? plain[..LongestError] + "…"
            : text;
}
