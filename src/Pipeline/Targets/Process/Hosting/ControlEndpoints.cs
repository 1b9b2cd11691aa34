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
    public static void MapControl(this WebApplication app, SlotBoard board, MigrationRunner migrations, RecentRequests recent, Func<HostStatus> status, Action shutdown)
    {
        app.MapGet("/status", () => TypedResults.Ok(status()));

        app.MapGet("/recent", () => TypedResults.Ok(recent.Newest()));

        app.MapPost("/start", ([FromHeader(Name = FencingToken.Header)] long token, StartSlot spec, CancellationToken cancel) =>
            AttemptAsync(() => board.StartAsync(spec, token, cancel), status));

        app.MapPost("/stop", ([FromHeader(Name = FencingToken.Header)] long token, StopSlot stop) =>
            AttemptAsync(() => board.StopAsync(stop.Slot, token, CancellationToken.None), status));

        app.MapPost("/switch", ([FromHeader(Name = FencingToken.Header)] long token, SwitchTo to, CancellationToken cancel) =>
            AttemptAsync(() => board.SwitchAsync(to.Slot, to.Release, token, cancel), status));

        app.MapPost("/share", ([FromHeader(Name = FencingToken.Header)] long token, SwitchTo to, CancellationToken cancel) =>
            AttemptAsync(() => board.ShareAsync(to.Slot, to.Release, token, cancel), status));

        app.MapPost("/fence", ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancel) =>
            AttemptAsync(() => migrations.FenceAsync(token, cancel), status));

        app.MapPost("/backup", ([FromHeader(Name = FencingToken.Header)] long token, BackUpDatabase backup, CancellationToken cancel) =>
            AttemptAsync(() => migrations.BackUpAsync(backup, token, cancel)));

        app.MapPost("/migrate", ([FromHeader(Name = FencingToken.Header)] long token, MigrateDatabase migration, CancellationToken cancel) =>
            AttemptAsync(() => migrations.RunAsync(migration, token, cancel)));

        app.MapPost("/shutdown", ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancel) =>
            AttemptAsync(async () =>
            {
                await board.AcceptAsync(token, cancel);
                shutdown();
            }, status));
    }

    private static Task<Results<Ok<HostStatus>, JsonHttpResult<Refusal>>> AttemptAsync(Func<Task> change, Func<HostStatus> status) => AttemptAsync(async () =>
    {
        await change();
        return status();
    });

    private static async Task<Results<Ok<T>, JsonHttpResult<Refusal>>> AttemptAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return TypedResults.Ok(await change());
        }
        catch (Failure failure)
        {
            return TypedResults.Json(new Refusal(failure.Message, failure.Remedy, StatusCodes.Status409Conflict), Wire.Default.Refusal, statusCode: StatusCodes.Status409Conflict);
        }
    }
}
