using System.Text.Json;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>Asks a slot whether it is ready. Only the right release counts: any other process on that port is not the slot.</summary>
internal static class Probe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static async Task<ProbeResult> AskAsync(
        HttpMessageInvoker http,
        string address,
        string release,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address + "/health/readiness");
            using var response = await http.SendAsync(request, timeout.Token);
            var answered = response.Headers.TryGetValues("X-Release", out var values) ? string.Join(',', values) : "none";
            if (answered != release)
            {
                return new(false, true, $"answers as release '{answered}' instead of '{release}'");
            }
            if (response.IsSuccessStatusCode)
            {
                return new(true, true, "ready");
            }
            return new(false, true, Reason(await response.Content.ReadAsStringAsync(timeout.Token), (int)response.StatusCode));
        }
        catch (HttpRequestException exception)
        {
            return new(
                false,
                false,
                exception.HttpRequestError == HttpRequestError.ConnectionError ? "does not listen" : exception.Message
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(false, false, $"does not answer within {Timeout.TotalSeconds:0} s");
        }
    }

    private static string Reason(string body, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var reasons =
                from check in document.RootElement.GetProperty("checks").EnumerateArray()
                where check.GetProperty("status").GetString() != "ready"
                select $"{check.GetProperty("name").GetString()}: {check.GetProperty("reason").GetString()}";
            return string.Join("; ", reasons) is { Length: > 0 } all ? all : $"readiness answers {status}";
        }
        catch (Exception shapeless) when (shapeless is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"readiness answers {status}"; // The status alone decides; a body without reasons only says less.
        }
    }
}

/// <param name="Ready">It is ready, and the right release.</param>
/// <param name="Answered">It answered at all.</param>
/// <param name="Reason">For people.</param>
internal readonly record struct ProbeResult(bool Ready, bool Answered, string Reason);
