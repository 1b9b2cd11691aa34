using System.Net.Http.Headers;
using System.Text;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>A request to the API server, to be sent as often as needed.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">With its query, below the server's address.</param>
/// <param name="What">In words, for the message of a refusal.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="MediaType">Of the body.</param>
internal sealed record ClusterRequest(
    HttpMethod Method,
    string Path,
    string What,
    string? Body = null,
    string MediaType = ClusterRequest.Json
)
{
    public const string Json = "application/json";
    public const string Apply = "application/apply-patch+yaml";
    public const string Merge = "application/merge-patch+json";

    /// <summary>The verb and the resource that the request needs a right for, as a Role names them.</summary>
    public string Right
    {
        get
        {
            var (path, query) = Path.Split('?', 2) is [var address, var rest] ? (address, rest) : (Path, "");
            var parts = path.Split('/');
            var at = Array.IndexOf(parts, "namespaces") + 2;
            var (resource, named) = at > 1 && parts.Length > at ? (parts[at], parts.Length > at + 1) : (path, true);
            var verb =
                Method == HttpMethod.Post ? "create"
                : Method == HttpMethod.Put ? "update"
                : Method != HttpMethod.Get ? Method.Method.ToLowerInvariant()
                : named ? "get"
                : query.Contains("watch=true", StringComparison.Ordinal) ? "watch"
                : "list";
            return at > 1 && parts.Length > at + 2 ? $"{verb} {resource}/{parts[at + 2]}" : $"{verb} {resource}";
        }
    }

    public HttpRequestMessage Message(Uri server)
    {
        var message = new HttpRequestMessage(Method, new Uri(server, Path.TrimStart('/')));
        if (Body is not null)
        {
            message.Content = new StringContent(Body, Encoding.UTF8, new MediaTypeHeaderValue(MediaType));
        }
        return message;
    }
}
