using System.Text.Json;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Notifications;

/// <summary>
/// Posts to a webhook that takes what Slack's incoming webhooks take. Its address is a secret: nothing said or thrown here holds it.
/// </summary>
internal sealed class SlackWebhook(string address) : IDisposable
{
    private const string Setting = "SLACK_WEBHOOK_URL";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>
    /// From the environment, or from the file that SLACK_WEBHOOK_URL_FILE names; null when there is neither, empty when the file cannot be
    /// read: complained of when the first notification is due.
    /// </summary>
    public static string? Address(Func<string, string?> environment) => Secret.Read(Setting, environment);

    /// <returns>Why it did not arrive; null when it did.</returns>
    public async Task<string?> PostAsync(string text)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return $"{Setting} does not hold an http(s) address";
        }
        // Slack's own escapes; anything else is text.
        var escaped = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        var body = JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = escaped }, TextJson.Default.DictionaryStringString);
        try
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(uri, content);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException failed)
        {
            return $"it could not be reached ({failed.HttpRequestError})";
        }
        catch (TaskCanceledException)
        {
            return "it did not answer in time";
        }
    }

    public void Dispose() => _http.Dispose();
}
