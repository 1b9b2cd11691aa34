using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// Which requests may be sent once more. One that never reached a slot: as long as it may wait. One that only reads, and of which no
/// answer was begun: a few times, so that an endpoint that always breaks is not asked without end.
/// </summary>
internal sealed class Retry
{
    /// <summary>A slot that dies leaves several connections that look alive.</summary>
    private const int MostBroken = 3;
    private int _broken;

    /// <summary>Where the request was sent the last time.</summary>
    public SlotInstance? Failed { get; set; }

    public bool IsSafe(HttpContext context, IForwarderErrorFeature error) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (NeverConnected(error) || (OnlyReads(context.Request, error) && _broken++ < MostBroken));

    private static bool NeverConnected(IForwarderErrorFeature error) =>
        error.Exception
            is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static bool OnlyReads(HttpRequest request, IForwarderErrorFeature error) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.ContentLength is null or 0
        && error.Error is ForwarderError.Request;
}
