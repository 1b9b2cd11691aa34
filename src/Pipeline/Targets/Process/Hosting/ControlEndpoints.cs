using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Routing;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>What the host can be told. Every change carries a fencing token.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this WebApplication app, SlotBoard board, RecentRequests recent, Func<HostStatus> status, Action shutdown)
    {
        app.MapGet("/status", () => TypedResults.Ok(status()));

        app.MapGet("/recent", () => TypedResults.Ok(recent.Newest()));

        app.MapPost("/start", ([FromHeader(Name = FencingToken.Header)] long token, StartSlot spec, CancellationToken cancel) =>
            AttemptAsync(() => board.StartAsync(spec, token, cancel), status));

        app.MapPost("/stop", ([FromHeader(Name = FencingToken.Header)] long token, StopSlot stop) =>
            AttemptAsync(() => board.StopAsync(stop.Slot, token, CancellationToken.None), status));

        app.MapPost("/switch", ([FromHeader(Name = FencingToken.Header)] long token, SwitchTo to, CancellationToken cancel) =>
            AttemptAsync(() => board.SwitchAsync(to.Slot, to.Release, token, cancel), status));

        app.MapPost("/fence", ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancel) =>
            AttemptAsync(() => board.AcceptAsync(token, cancel), status));

        app.MapPost("/shutdown", ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancel) =>
            AttemptAsync(async () =>
            {
                await board.AcceptAsync(token, cancel);
                shutdown();
            }, status));
    }

    private static async Task<Results<Ok<HostStatus>, JsonHttpResult<Refusal>>> AttemptAsync(Func<Task> change, Func<HostStatus> status)
    {
        try
        {
            await change();
            return TypedResults.Ok(status());
        }
        catch (Failure failure)
        {
            return TypedResults.Json(new Refusal(failure.Message, failure.Remedy, StatusCodes.Status409Conflict), Wire.Default.Refusal, statusCode: StatusCodes.Status409Conflict);
        }
    }
}
