using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// GitHub's REST API, version 2022-11-28, by somebody's token. Neither the token nor a body that is sent is in any message.
/// </summary>
internal sealed class GitHubClient : IDisposable
{
    private const string Version = "2022-11-28";
    private const string Media = "application/vnd.github+json";
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http = new() { Timeout = AnswerWithin };

    /// <param name="server">Such as <c>https://api.github.com</c>.</param>
    /// <param name="token">Of somebody who administers the repository.</param>
    public GitHubClient(Uri server, string token)
    {
        _http.BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Accept.ParseAdd(Media);
        _http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", Version);
        // GitHub refuses who does not say what he is.
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("malaria-predictor-pipeline");
    }

    /// <returns>Null where there is none, or (409) where it does not apply with the current settings.</returns>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(path, cancellationToken);
        }
        catch (GitHubRefusal refusal) when (refusal.Code is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    public async Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, path, body: null, cancellationToken))!.AsObject();

    public async Task<JsonArray> ListAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, path, body: null, cancellationToken))!.AsArray();

    public Task PutAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, body, cancellationToken);

    public Task PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public Task PatchAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, body, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, body: null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var what = $"{method} /{path}";
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            }
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw GitHubRefusal.Of(response, text, what);
            }
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (Exception silent)
            when (silent is HttpRequestException or JsonException
                || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new UserFacingException(
                $"{_http.BaseAddress} did not answer {what} as GitHub does: {silent.GetBaseException().Message}",
                "Check the network, and GITHUB_API_URL where GitHub is a server of your own.",
                silent
            );
        }
    }
}

/// <summary>GitHub's own words on why it did not do what it was asked, with the right that it says is missing.</summary>
internal sealed class GitHubRefusal(HttpStatusCode code, string what, string remedy) : UserFacingException(what, remedy)
{
    private const string Classic = "X-Accepted-OAuth-Scopes";
    private const string FineGrained = "X-Accepted-GitHub-Permissions";

    public HttpStatusCode Code => code;

    public static GitHubRefusal Of(HttpResponseMessage response, string body, string what)
    {
        var words = $"GitHub refused {what}: {(int)response.StatusCode} {Words(body)}";
        return new GitHubRefusal(response.StatusCode, words, RemedyFor(response));
    }

    private static string RemedyFor(HttpResponseMessage response) =>
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized =>
                "The token in GITHUB_TOKEN is wrong or has expired: make one at https://github.com/settings/tokens, or take that of gh "
                    + "auth token.",
            HttpStatusCode.Forbidden
            or HttpStatusCode.TooManyRequests
                when response.Headers.TryGetValues("X-RateLimit-Remaining", out var left) && left.First() == "0" =>
                "The token has used up its requests of this hour; wait, and run this again.",
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound =>
                $"The token must belong to somebody who administers the repository{Needs(response)}.",
            _ => "Correct it, and run this again.",
        };

    /// <summary>GitHub says which permission (fine-grained tokens) or scope (classic ones) would do.</summary>
    private static string Needs(HttpResponseMessage response) =>
        response.Headers.TryGetValues(FineGrained, out var permissions) ? $", and needs the permission {permissions.First()}"
        : response.Headers.TryGetValues(Classic, out var scopes) && scopes.First().Length > 0 ? $", and needs the scope {scopes.First()}"
        : "";

    private static string Words(string body)
    {
        try
        {
            var said = JsonNode.Parse(body);
            // Some errors are texts, others objects that name a field.
            var errors = said?["errors"] is JsonArray list ? string.Join("; ", list.Select(error => error?.ToJsonString())) : "";
            return $"{said?["message"]}{(errors.Length == 0 ? "" : $" ({errors})")}";
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException)
        {
            return body.Trim();
        }
    }
}
