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
