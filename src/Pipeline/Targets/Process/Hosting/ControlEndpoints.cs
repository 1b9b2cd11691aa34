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
    public static void MapControl(
        this WebApplication app,
        SlotBoard board,
        MigrationRunner migrations,
        RecentRequests recent,
        Func<HostStatus> status,
        Action shutdown
    )
    {
        app.MapGet("/status", () => TypedResults.Ok(status()));

        app.MapGet("/recent", () => TypedResults.Ok(recent.Newest()));

        app.MapPost(
            "/start",
            ([FromHeader(Name = FencingToken.Header)] long token, StartSlot spec, CancellationToken cancellationToken) =>
                AttemptAsync(() => board.StartAsync(spec, token, cancellationToken), status)
        );

        app.MapPost(
            "/stop",
            ([FromHeader(Name = FencingToken.Header)] long token, StopSlot stop) =>
                AttemptAsync(() => board.StopAsync(stop.Slot, token, CancellationToken.None), status)
        );

        app.MapPost(
            "/switch",
            ([FromHeader(Name = FencingToken.Header)] long token, SwitchTo to, CancellationToken cancellationToken) =>
                AttemptAsync(() => board.SwitchAsync(to.Slot, to.Release, token, cancellationToken), status)
        );

        app.MapPost(
            "/share",
            ([FromHeader(Name = FencingToken.Header)] long token, SwitchTo to, CancellationToken cancellationToken) =>
                AttemptAsync(() => board.ShareAsync(to.Slot, to.Release, token, cancellationToken), status)
        );

        app.MapPost(
            "/fence",
            ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancellationToken) =>
                AttemptAsync(
                    async () =>
                    {
                        await migrations.FenceAsync(token, cancellationToken);
                        board.RestartNow();
                    },
                    status
                )
        );

        app.MapPost(
            "/backup",
            ([FromHeader(Name = FencingToken.Header)] long token, BackUpDatabase backup, CancellationToken cancellationToken) =>
                AttemptAsync(() => migrations.BackUpAsync(backup, token, cancellationToken))
        );

        app.MapPost(
            "/migrate",
            ([FromHeader(Name = FencingToken.Header)] long token, MigrateDatabase migration, CancellationToken cancellationToken) =>
                AttemptAsync(() => migrations.RunAsync(migration, token, cancellationToken))
        );

        app.MapPost(
            "/shutdown",
            ([FromHeader(Name = FencingToken.Header)] long token, CancellationToken cancellationToken) =>
                AttemptAsync(
                    async () =>
                    {
                        await board.AcceptAsync(token, cancellationToken);
                        shutdown();
                    },
                    status
                )
        );
    }

    private static Task<Results<Ok<HostStatus>, JsonHttpResult<Refusal>>> AttemptAsync(Func<Task> change, Func<HostStatus> status) =>
        AttemptAsync(async () =>
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
        catch (UserFacingException failure)
        {
            return TypedResults.Json(
                new Refusal(failure.Message, failure.Remedy, StatusCodes.Status409Conflict),
                ControlJson.Default.Refusal,
                statusCode: StatusCodes.Status409Conflict
            );
        }
    }
}
