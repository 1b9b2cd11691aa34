using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// The token by which a job of GitHub Actions shows who it is (OpenID Connect). It is valid for five minutes, but the runner's endpoint
/// gives another one as often as it is asked, while the job runs. So a client of the cluster asks anew before a token expires.
/// </summary>
internal sealed class WorkflowToken(HttpClient http, Func<string, string?> variable)
{
    public const string AddressVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";
    public const string RequestVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    /// <summary>A token is given up so long before it expires: a request takes its time, and clocks differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>What kubectl and every other client of Kubernetes take from an exec credential plugin.</summary>
    /// <param name="audience">For whom the token is: the API server accepts no other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JsonObject> CredentialAsync(string audience, CancellationToken cancellationToken)
    {
        var token = await AskAsync(audience, cancellationToken);
        return new JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new JsonObject
            {
                ["token"] = token,
                ["expirationTimestamp"] = (ExpiryOf(token) - Margin).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            },
        };
    }

    private async Task<string> AskAsync(string audience, CancellationToken cancellationToken)
    {
        var (address, request) = (Given(AddressVariable), Given(RequestVariable));
        try
        {
            var join = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            using var message = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri($"{address}{join}audience={Uri.EscapeDataString(audience)}")
            );
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", request);
            using var response = await http.SendAsync(message, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return answer?["value"]?.GetValue<string>() ?? throw new JsonException("the answer has no 'value'");
        }
        catch (Exception silent)
            when (silent is HttpRequestException or JsonException or UriFormatException or InvalidOperationException
                || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new UserFacingException(
                $"GitHub's runner gives no token: {silent.Message}",
                "Run the job again. If that does not help, look at https://www.githubstatus.com.",
                silent
            );
        }
    }

    private string Given(string name) =>
        variable(name) is { Length: > 0 } given
            ? given
            : throw new UserFacingException(
                $"{name} is not set: only a job of GitHub Actions has such a token",
                "Give the job the permission 'id-token: write'. Elsewhere use a kubeconfig of your own."
            );

    /// <summary>The claim <c>exp</c> of the token (RFC 7519).</summary>
    private static DateTimeOffset ExpiryOf(string token)
    {
        try
        {
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            return DateTimeOffset.FromUnixTimeSeconds(claims!["exp"]!.GetValue<long>());
        }
        catch (Exception broken)
            when (broken
                    is FormatException
                        or JsonException
                        or IndexOutOfRangeException
                        or NullReferenceException
                        or InvalidOperationException
            )
        {
            throw new UserFacingException(
                "GitHub's runner gave a token that does not say when it expires",
                "Run the job again; if it stays so, GitHub's tokens have changed: report it.",
                broken
            );
        }
    }
}
