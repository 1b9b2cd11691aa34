using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// One request on its way, which may be sent more than once. One that never reached a slot: as long as it may wait. One that only reads,
/// and of which no answer was begun: a few times, so that an endpoint that always breaks is not asked without end.
/// </summary>
internal sealed class Attempt(long arrived)
{
    /// <summary>A slot that dies leaves several connections that look alive.</summary>
    private const int MostBroken = 3;
    private int _broken;

    /// <summary>Where the request was sent the last time.</summary>
    public SlotInstance? Slot { get; set; }

    /// <summary>Where it failed the last time.</summary>
    public SlotInstance? Failed { get; set; }

    public ClientBody? Body { get; set; }

    /// <summary>When the slot began its answer.</summary>
    public long Answered { get; set; }

    /// <summary>
    /// What the slot took: from the last the client sent to the first of the answer. How slowly a client sends or reads is not the slot's.
    /// </summary>
    public TimeSpan Took(TimeProvider time) =>
        time.GetElapsedTime(Math.Max(arrived, Body?.Ended ?? 0), Answered) is { Ticks: > 0 } took ? took : TimeSpan.Zero;

    public bool IsSafeToRepeat(HttpContext context, IForwarderErrorFeature error) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (NeverConnected(error) || (OnlyReads(context.Request, error) && _broken++ < MostBroken));

    private static bool NeverConnected(IForwarderErrorFeature error) =>
        error.Exception
            is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static bool OnlyReads(HttpRequest request, IForwarderErrorFeature error) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.ContentLength is null or 0
        && error.Error is ForwarderError.Request or ForwarderError.RequestCanceled;
}
