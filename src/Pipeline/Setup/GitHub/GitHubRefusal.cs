using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

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
