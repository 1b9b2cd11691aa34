namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>Follows redirects. A key goes to the host it was given for and to no other; what was encrypted stays so.</summary>
internal static class Redirects
{
    private const int Most = 5;

    /// <summary>The answer behind the last redirect.</summary>
    /// <param name="make">Makes the request; each hop needs a new one.</param>
    /// <param name="sendAsync">Sends a request once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HttpResponseMessage> FollowAsync(
        Func<HttpRequestMessage> make,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> sendAsync,
        CancellationToken cancellationToken
    )
    {
        var request = make();
        var first = request.RequestUri!;
        var next = first;
        for (var hops = 0; ; hops++)
        {
            var response = await sendAsync(request, cancellationToken);
            if (!RetryRules.IsRedirect(response) || response.Headers.Location is not { } to)
            {
                return response;
            }

            if (hops == Most)
            {
                throw new HttpRequestException($"it was redirected more than {Most} times.");
            }

            next = new Uri(next, to);
            if (first.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            {
                throw new HttpRequestException($"it redirects to {HttpWords.Shown(next)}, which is not encrypted.");
            }

            var asksAgain = (int)response.StatusCode is 307 or 308;
            response.Dispose();
            request = make();
            request.RequestUri = next;
            if (!asksAgain && request.Method != HttpMethod.Get)
            {
                (request.Method, request.Content) = (HttpMethod.Get, null);
            }

            if (Uri.Compare(first, next, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
            {
                request.Headers.Authorization = null;
                request.Headers.Remove("PRIVATE-TOKEN");
            }
        }
    }
}
