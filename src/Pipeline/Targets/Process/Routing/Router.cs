using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>Forwards every public request to the slot that is active when it arrives, and to exactly one slot's answer.</summary>
internal sealed class Router(IHttpForwarder forwarder, ActiveSlot active, RecentRequests recent, SlotTimings timings, TimeProvider time)
{
    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        ActivityTimeout = TimeSpan.FromMinutes(10),
    };

    private readonly ForwardedHeaders _headers = new();

    public async Task HandleAsync(HttpContext context)
    {
        var arrived = time.GetTimestamp();
        var deadline = arrived + (long)(timings.Hold.TotalSeconds * time.TimestampFrequency);
        var retry = new Retry();
        try
        {
            while (!await TryAsync(context, retry, arrived, deadline))
            {
                ClearForAnotherTry(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    /// <returns>False when the request is to be sent once more.</returns>
    private async Task<bool> TryAsync(HttpContext context, Retry retry, long arrived, long deadline)
    {
        var changed = active.Changed;
        var slot = await active.EnterAsync(retry.Failed, deadline, context.RequestAborted);
        if (slot is null)
        {
            await Unavailable.NoSlotAsync(context);
            return true;
        }
        try
        {
            var error = await forwarder.SendAsync(context, slot.Address, slot.Http, Request, _headers, slot.Cut);
            if (error == ForwarderError.None)
            {
                slot.Traffic.Answered(context.Response.StatusCode, time.GetElapsedTime(arrived));
                recent.Note(context);
                return true;
            }
        }
        finally
        {
            slot.Gate.Leave();
        }
        return await SettleAsync(context, retry, slot, changed, deadline);
    }

    private async Task<bool> SettleAsync(HttpContext context, Retry retry, SlotInstance slot, Task changed, long deadline)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return true; // The client broke it off, not the slot.
        }
        retry.Failed = slot;
        var feature = context.Features.Get<IForwarderErrorFeature>();
        if (feature is not null && retry.IsSafe(context, feature) && await active.PauseAsync(changed, deadline, context.RequestAborted))
        {
            return false;
        }
        slot.Traffic.Broke();
        if (!context.Response.HasStarted)
        {
            await Unavailable.BrokenAsync(context);
        }
        return true;
    }

    private static void ClearForAnotherTry(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}
