using System.Text.Json;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>Asks a slot whether it is ready. Only the right release counts: any other process on that port is not the slot.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<(bool Ready, string Reason)> AskAsync(
        HttpMessageInvoker http,
        string address,
        string release,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address + "/health/readiness");
            using var response = await http.SendAsync(request, patience.Token);
            var answered = response.Headers.TryGetValues("X-Release", out var values) ? string.Join(',', values) : "none";
            if (answered != release)
            {
                return (false, $"answers as release '{answered}' instead of '{release}'");
            }
            if (response.IsSuccessStatusCode)
            {
                return (true, "ready");
            }
            return (false, Reason(await response.Content.ReadAsStringAsync(patience.Token), (int)response.StatusCode));
        }
        catch (HttpRequestException exception)
        {
            return (false, exception.HttpRequestError == HttpRequestError.ConnectionError ? "does not listen" : exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"does not answer within {Patience.TotalSeconds:0} s");
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
            return string.Join("; ", reasons) is { Length: > 0 } said ? said : $"readiness answers {status}";
        }
        catch (Exception shapeless) when (shapeless is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"readiness answers {status}"; // The status alone decides; a body without reasons only says less.
        }
    }
}
