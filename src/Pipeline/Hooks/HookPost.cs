using System.Text;
using System.Text.Json;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>
/// A hook that is a webhook: it is posted what a command would be told, as a JSON object, and must answer with 2xx. Its address is not
/// shown.
/// </summary>
internal static class HookPost
{
    public static async Task<(bool Succeeded, string Said)> SendAsync(
        Hook hook,
        IReadOnlyDictionary<string, string> facts,
        CancellationToken cancellationToken
    )
    {
        var address = hook.Post.Length > 0 ? hook.Post : Secret.Read(hook.PostFrom, Environment.GetEnvironmentVariable);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return (false, $"{hook.PostFrom} holds no http(s) address, nor does a file that {hook.PostFrom}_FILE names");
        }
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = hook.Timeout };
        using var body = new StringContent(
            JsonSerializer.Serialize(new Dictionary<string, string>(facts), TextJson.Default.DictionaryStringString),
            Encoding.UTF8,
            "application/json"
        );
        try
        {
            using var response = await http.PostAsync(uri, body, cancellationToken);
            return (response.IsSuccessStatusCode, $"{uri.Authority} answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException failed)
        {
            return (false, $"{uri.Authority} could not be reached ({failed.HttpRequestError})");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"{uri.Authority} did not answer within {hook.Timeout.TotalSeconds:0.#} s");
        }
    }
}
