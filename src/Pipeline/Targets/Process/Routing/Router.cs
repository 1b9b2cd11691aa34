using System.Text.Json;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Microsoft.AspNetCore.Http.Features;
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

    private readonly ForwardedHeaders _headers = new(time);

    public async Task HandleAsync(HttpContext context)
    {
        if (ClientMistake.Before(context.Request) is { } refused)
        {
            await RouterAnswer.WriteAsync(context, refused);
            return;
        }
        var arrived = time.GetTimestamp();
        var deadline = arrived + (long)(timings.Hold.TotalSeconds * time.TimestampFrequency);
        var attempt = new Attempt(arrived);
        context.Features.Set(attempt);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            context.Request.Body = attempt.Body = new ClientBody(context.Request.Body, time);
        }
        try
        {
            while (!await TryAsync(context, attempt, deadline))
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
    private async Task<bool> TryAsync(HttpContext context, Attempt attempt, long deadline)
    {
        var changed = active.Changed;
        var slot = await active.EnterAsync(attempt.Failed, deadline, context.RequestAborted);
        if (slot is null)
        {
            await RouterAnswer.WriteAsync(context, RouterAnswer.NoSlot);
            return true;
        }
        attempt.Slot = slot;
        ForwarderError error;
        try
        {
            error = await forwarder.SendAsync(context, slot.Address, slot.Http, Request, _headers, slot.Cut);
        }
        finally
        {
            slot.Gate.Leave();
        }
        if (error != ForwarderError.None)
        {
            return await SettleAsync(context, error, attempt, slot, changed, deadline);
        }
        if (attempt.Body?.Fault is null)
        {
            slot.Traffic.Answered(context.Response.StatusCode, attempt.Took(time));
            recent.Note(context);
        }
        return true;
    }

    private async Task<bool> SettleAsync(
        HttpContext context,
        ForwarderError error,
        Attempt attempt,
        SlotInstance slot,
        Task changed,
        long deadline
    )
    {
        if (context.RequestAborted.IsCancellationRequested || ClientMistake.IsClientGone(error))
        {
            return true; // The client broke it off, not the slot.
        }
        if (ClientMistake.After(error, attempt.Body, attempt) is { } mistake)
        {
            await AnswerAsync(context, mistake);
            return true;
        }
        attempt.Failed = slot;
        var feature = context.Features.Get<IForwarderErrorFeature>();
        if (
            feature is not null
            && attempt.IsSafeToRepeat(context, feature)
            && await active.PauseAsync(changed, deadline, context.RequestAborted)
        )
        {
            return false;
        }
        slot.Traffic.Broke();
        await AnswerAsync(context, slot.Cut.IsCancellationRequested ? RouterAnswer.Hung : RouterAnswer.Broken);
        return true;
    }

    private static Task AnswerAsync(HttpContext context, Refusal problem) =>
        context.Response.HasStarted ? Task.CompletedTask : RouterAnswer.WriteAsync(context, problem);

    private static void ClearForAnotherTry(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}

/// <summary>The router's own answers, as problem details (RFC 9457).</summary>
internal static class RouterAnswer
{
    private const string RetryAfterSeconds = "2";

    public static Refusal NoSlot { get; } =
        new("No release is ready", "The service is starting or recovering. Ask again shortly.", StatusCodes.Status503ServiceUnavailable);

    /// <summary>The process that had the request did not answer and was ended.</summary>
    public static Refusal Hung { get; } =
        new(
            "The release does not answer",
            "It is being replaced. The request may or may not have been carried out. Ask again shortly.",
            StatusCodes.Status503ServiceUnavailable
        );

    public static Refusal Broken { get; } =
        new("The release did not answer", "The request may or may not have been carried out.", StatusCodes.Status502BadGateway);

    public static Task WriteAsync(HttpContext context, Refusal problem)
    {
        context.Response.Clear();
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ControlJson.Default.Refusal)).AsTask();
    }
}
