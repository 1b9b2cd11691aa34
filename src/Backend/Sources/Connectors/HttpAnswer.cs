using System.Net;
using System.Net.Http.Headers;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>A whole answer of a service.</summary>
/// <param name="Response">Its status and headers; its content is read.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Wait">How long the service asks to wait; null where it does not.</param>
internal sealed record HttpAnswer(HttpResponseMessage Response, byte[] Bytes, TimeSpan? Wait)
{
    public HttpStatusCode Status => Response.StatusCode;

    public bool IsSuccess => Response.IsSuccessStatusCode;

    public HttpContentHeaders Content => Response.Content.Headers;

    /// <summary>Without the query, which may hold a key.</summary>
    public string Address => HttpWords.Shown(Response.RequestMessage?.RequestUri);

    /// <summary>The service's own words.</summary>
    public string Words => HttpWords.Of(Bytes);

    public string Remedy => HttpWords.Remedy(Response, Wait);

    /// <summary>For messages: the status, and what the service says about it.</summary>
    public string Shown => $"{Address} answered {(int)Status} {Response.ReasonPhrase}{(Words.Length > 0 ? $": {Words}" : ".")}";
}
