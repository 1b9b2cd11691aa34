using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// Tells the slot who asked, by which name and how. What a caller from elsewhere claims about that is not believed; what a proxy on this
/// machine says is.
/// </summary>
internal sealed class ForwardedHeaders(TimeProvider time) : HttpTransformer
{
    /// <summary>A larger body is sent once the slot asks for it: one that it refuses unread is answered, not broken off.</summary>
    private const long AskBefore = 1 << 20;

    public override async ValueTask TransformRequestAsync(
        HttpContext context,
        HttpRequestMessage proxied,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(context, proxied, destinationPrefix, cancellationToken);
        var caller = context.Connection.RemoteIpAddress;
        var believed = caller is not null && IPAddress.IsLoopback(caller);
        var request = context.Request;
        Put(
            proxied,
            "X-Forwarded-For",
            believed ? Append(request.Headers["X-Forwarded-For"].ToString(), caller!.ToString()) : caller?.ToString()
        );
        Put(proxied, "X-Forwarded-Proto", Claimed("X-Forwarded-Proto") ?? request.Scheme);
        Put(proxied, "X-Forwarded-Host", Claimed("X-Forwarded-Host") ?? request.Host.Value);
        proxied.Headers.Host = request.Host.Value;
        if (request.ContentLength > AskBefore)
        {
            proxied.Headers.ExpectContinue = true;
        }

        string? Claimed(string header) => believed && request.Headers[header] is { Count: > 0 } value ? value.ToString() : null;
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext context,
        HttpResponseMessage? answer,
        CancellationToken cancellationToken
    )
    {
        if (context.Features.Get<Attempt>() is { } attempt)
        {
            attempt.Answered = time.GetTimestamp();
        }
        return base.TransformResponseAsync(context, answer, cancellationToken);
    }

    private static string Append(string list, string caller) => list.Length == 0 ? caller : $"{list}, {caller}";

    private static void Put(HttpRequestMessage proxied, string header, string? value)
    {
        proxied.Headers.Remove(header);
        if (!string.IsNullOrEmpty(value))
        {
            proxied.Headers.TryAddWithoutValidation(header, value);
        }
    }
}
