using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MalariaPredictor.Pipeline.Gates.Prometheus;

/// <summary>
/// Speaks with a server's HTTP API. Whatever goes wrong is an answer without a value, never an exception; the token is sent and nowhere
/// shown.
/// </summary>
internal sealed class PrometheusClient : IDisposable
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private readonly PrometheusSpec _spec;
    private readonly HttpClient _http;

    public PrometheusClient(PrometheusSpec spec, string? token)
    {
        _spec = spec;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = spec.Timeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public async Task<PrometheusAnswer> AskAsync(string query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, string> { ["query"] = query, ["timeout"] = Seconds(_spec.Timeout) + "s" };
        var ranges = _spec.Window > TimeSpan.Zero;
        if (ranges)
        {
            asked["start"] = Instant(now - _spec.Window);
            asked["end"] = Instant(now);
            asked["step"] = Seconds(_spec.Step);
        }
        try
        {
            using var form = new FormUrlEncodedContent(asked);
            using var response = await _http.PostAsync(
                new Uri($"{_spec.Url.TrimEnd('/')}/api/v1/{(ranges ? "query_range" : "query")}"),
                form,
                cancellationToken
            );
            return PrometheusAnswer.Parse((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException failed)
        {
            return PrometheusAnswer.Without($"it could not be asked ({failed.HttpRequestError})");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PrometheusAnswer.Without($"it did not answer within {Seconds(_spec.Timeout)} s");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) =>
        (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
}

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
