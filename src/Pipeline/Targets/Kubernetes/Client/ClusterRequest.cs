using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>A request to the API server, to be sent as often as needed.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">With its query, below the server's address.</param>
/// <param name="What">In words, for the message of a refusal.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Accept">The form of the answer; null for objects as they are.</param>
internal sealed record ClusterRequest(
    HttpMethod Method,
    string Path,
    string What,
    string? Body = null,
    string MediaType = ClusterRequest.Json,
    string? Accept = null
)
{
    public const string Json = "application/json";
    public const string Apply = "application/apply-patch+yaml";
    public const string Merge = "application/merge-patch+json";

    /// <summary>A list that leaves out all but the metadata: of Secrets and ConfigMaps the rest may be many megabytes.</summary>
    public const string MetadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

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
        if (Accept is not null)
        {
            message.Headers.Add("Accept", Accept);
        }
        return message;
    }
}

/// <summary>The API server's own words on why it did not do what it was asked.</summary>
internal sealed class ClusterRefusal(HttpStatusCode code, string reason, string message, string what)
    : UserFacingException($"the cluster refused to {what}: {message}", RemedyFor(code))
{
    public HttpStatusCode Code => code;

    /// <summary>Somebody has changed the object since it was read.</summary>
    public bool IsConflict => code == HttpStatusCode.Conflict && reason != "AlreadyExists";

    public bool Exists => reason == "AlreadyExists";

    public bool IsMissing => code == HttpStatusCode.NotFound;

    /// <summary>What was read last is too old to go on from.</summary>
    public bool IsExpired => code == HttpStatusCode.Gone;

    /// <summary>
    /// The user may not do it, or is not known (any more). An API server that has just started refuses so until it has loaded the Roles.
    /// What an admission webhook, a quota or Pod Security refuses is not meant.
    /// </summary>
    public override bool IsForbidden =>
        code == HttpStatusCode.Unauthorized || (code == HttpStatusCode.Forbidden && message.Contains(" cannot ", StringComparison.Ordinal));

    /// <summary>Nothing to do with what was asked: the same may pass a moment later.</summary>
    public bool IsPassing => code is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static string RemedyFor(HttpStatusCode code) =>
        code switch
        {
            HttpStatusCode.Unauthorized => "The credentials are wrong or have expired: look at the kubeconfig ($KUBECONFIG).",
            HttpStatusCode.Forbidden => "If a permission is missing, ./pipeline permissions prints the Role that a release needs.",
            HttpStatusCode.NotFound => "Set up what the environment stands on first: ./pipeline setup kubernetes --environment NAME",
            HttpStatusCode.Conflict => "Somebody else has changed it meanwhile; look at ./pipeline status and run the command again.",
            _ => "Nothing else was attempted; correct it and run the command again.",
        };
}
