using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Images;

/// <summary>
/// Asks a registry (OCI distribution, version 2) which digest a version has now; anonymously, with a token where it wants one.
/// </summary>
internal sealed class RegistryClient(HttpClient http)
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>The index of all processors' images where there is one, else the one image.</summary>
    private static readonly string[] Manifests =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <exception cref="UserFacingException">The registry has no such image, or does not answer.</exception>
    public async Task<string> DigestAsync(ImageReference image, CancellationToken cancellationToken)
    {
        try
        {
            using var first = await AskAsync(image, token: null, cancellationToken);
            if (
                first.StatusCode != HttpStatusCode.Unauthorized
                || first.Headers.WwwAuthenticate.FirstOrDefault() is not { Scheme: "Bearer", Parameter: { } challenge }
            )
            {
                return Digest(image, first);
            }
            using var second = await AskAsync(image, await TokenAsync(challenge, cancellationToken), cancellationToken);
            return Digest(image, second);
        }
        catch (Exception silent)
            when (silent is HttpRequestException or JsonException
                || (silent is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new UserFacingException(
                $"{image.Registry} does not report the digest of {image.Repository}:{image.Tag}: {silent.Message}",
                "Check the network and the image's name; no file was changed.",
                silent
            );
        }
    }

    private async Task<HttpResponseMessage> AskAsync(ImageReference image, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(image.Base, $"/v2/{image.Repository}/manifests/{image.Tag}"));
        foreach (var type in Manifests)
        {
            request.Headers.Accept.ParseAdd(type);
        }
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>The challenge names who gives tokens, and for what: <c>realm="https://…",service="…",scope="…"</c>.</summary>
    private async Task<string> TokenAsync(string challenge, CancellationToken cancellationToken)
    {
        var said = challenge
            .Split("\",")
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0].Trim(), part => part[^1].Trim('"'), StringComparer.Ordinal);
        var query = string.Join(
            '&',
            said.Where(pair => pair.Key != "realm").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")
        );
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{said["realm"]}?{query}"), cancellationToken));
        return (
            answer.RootElement.TryGetProperty("token", out var token) ? token : answer.RootElement.GetProperty("access_token")
        ).GetString()!;
    }

    private static string Digest(ImageReference image, HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode && answer.Headers.TryGetValues(DigestHeader, out var digest)
            ? digest.First()
            : throw new UserFacingException(
                $"{image.Registry} answers {(int)answer.StatusCode} for {image.Repository}:{image.Tag}",
                "Check the image's name and version; no file was changed."
            );
}
