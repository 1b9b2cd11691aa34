using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>Which requests may be sent once more: those that never reached a slot, and those that only read, of which no answer was begun.</summary>
internal static class Retry
{
    public static bool IsSafe(HttpContext context, IForwarderErrorFeature error) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && (NeverConnected(error) || OnlyReads(context.Request, error));

    private static bool NeverConnected(IForwarderErrorFeature error) =>
        error.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static bool OnlyReads(HttpRequest request, IForwarderErrorFeature error) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.ContentLength is null or 0
        && error.Error is ForwarderError.Request;
}
