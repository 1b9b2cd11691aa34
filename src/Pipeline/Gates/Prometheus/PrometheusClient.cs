using System.Globalization;
using System.Net.Http.Headers;

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
