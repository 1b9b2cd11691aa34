using MalariaPredictor.Pipeline.Targets.Process.Control;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// What a client does wrong is answered by the router and never counted against a release: otherwise anyone could have every release
/// refused. The web server itself answers requests that it cannot read.
/// </summary>
internal static class ClientMistake
{
    private const int LongestHost = 255;

    /// <summary>Known before anything is sent; null for a request that can be forwarded.</summary>
    public static Refusal? Before(HttpRequest request)
    {
        if (HttpMethods.IsConnect(request.Method))
        {
            return new Refusal("Not implemented", "This server is no proxy: CONNECT is not served.", StatusCodes.Status501NotImplemented);
        }
        if (HttpMethods.IsOptions(request.Method) && request.Path.Value is null or "" or "*")
        {
            return new Refusal("Not implemented", "OPTIONS is served for paths, not for '*'.", StatusCodes.Status501NotImplemented);
        }
        return !IsHost(request) ? new Refusal("Bad request", "The Host header names no host.", StatusCodes.Status400BadRequest) : null;
    }

    /// <summary>Known once forwarding has failed; null where the release is to blame, or nobody is to be told.</summary>
    /// <param name="error">What the forwarder says.</param>
    /// <param name="body">The request's body; null where it has none.</param>
    /// <param name="attempt">Which slot had the request.</param>
    public static Refusal? After(ForwarderError error, ClientBody? body, Attempt attempt) =>
        body?.Fault is { } fault ? OfBody(fault)
        : error is ForwarderError.RequestCreation
            ? new Refusal("Bad request", "The request cannot be forwarded as it is.", StatusCodes.Status400BadRequest)
        : error is ForwarderError.RequestBodyClient
            ? new Refusal("Bad request", "The request's body could not be read.", StatusCodes.Status400BadRequest)
        // A process that lives and closes the connection before the body's end does not want the rest of it.
        : body is { IsComplete: false } && attempt.Slot is { } slot && !slot.Cut.IsCancellationRequested && slot.Process.IsAlive
            ? new Refusal("Content too large", "The release stopped reading the request's body.", StatusCodes.Status413PayloadTooLarge)
        : null;

    /// <summary>The client did not take the answer, or did not go on with a connection that had become another protocol's.</summary>
    public static bool IsClientGone(ForwarderError error) =>
        error
            is ForwarderError.ResponseBodyClient
                or ForwarderError.UpgradeRequestClient
                or ForwarderError.UpgradeResponseClient
                or ForwarderError.UpgradeRequestCanceled
                or ForwarderError.UpgradeResponseCanceled
                or ForwarderError.UpgradeActivityTimeout;

    private static Refusal OfBody(BadHttpRequestException fault) =>
        fault.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => new Refusal("Request timeout", "The request's body stopped.", fault.StatusCode),
            StatusCodes.Status413PayloadTooLarge => new Refusal("Content too large", "The request's body is too large.", fault.StatusCode),
            _ => new Refusal("Bad request", "The request's body is malformed.", StatusCodes.Status400BadRequest),
        };

    /// <summary>A request without the header names no wrong host.</summary>
    private static bool IsHost(HttpRequest request)
    {
        try
        {
            var host = request.Host;
            return !host.HasValue || (host.Value.Length <= LongestHost && Uri.CheckHostName(host.Host) != UriHostNameType.Unknown);
        }
        catch (Exception nonsense) when (nonsense is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return false; // It claims to be an international name and is none: reading the header already fails.
        }
    }
}
