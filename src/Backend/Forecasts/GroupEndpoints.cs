using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// <c>GET /api/v1/groups</c>: regions, districts and whatever else locations make up, with their totals; and the draws behind them.
/// </summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/groups",
                (HttpContext context, CurrentForecasts current, PastForecasts past, string? origin, string? format) =>
                    ForecastEndpoints.SendAsync(context, current, past, snapshot => snapshot.Groups, "", origin, format)
            )
            .WithTags("Forecasts")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503)
            .WithKnownQuery("origin", "format")
            .WithName("ListGroups")
            .WithSummary("Every group of locations with its total, depth first.")
            .WithDescription(
                "Groups come from the hierarchy that was imported; without one there are none. Totals of all levels are sums of the same "
                    + "draws."
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
        routes
            .MapGet(
                "/api/v1/totals/{group}",
                (HttpContext context, CurrentForecasts current, PastForecasts past, string group, string? origin, string? format) =>
                    ForecastEndpoints.SendAsync(
                        context,
                        current,
                        past,
                        snapshot => snapshot.Group(LocationName.FromRoute(group)),
                        LocationName.FromRoute(group),
                        origin,
                        format,
                        "group"
                    )
            )
            .WithTags("Forecasts")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503)
            .WithKnownQuery("origin", "format")
            .WithName("GetGroupTotal")
            .WithSummary("Forecasts of what the locations of one group come to together.")
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
        routes
            .MapGet(
                "/api/v1/samples/{name}",
                (HttpContext context, CurrentForecasts current, PastForecasts past, string name, string? origin, string? format) =>
                    ForecastEndpoints.SendAsync(
                        context,
                        current,
                        past,
                        snapshot => SampleDocument.Of(snapshot, LocationName.FromRoute(name)),
                        LocationName.FromRoute(name),
                        origin,
                        format,
                        "location or group"
                    )
            )
            .WithTags("Forecasts")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503)
            .WithKnownQuery("origin", "format")
            .WithName("GetSamples")
            .WithSummary("A thousand joint draws of a location, a group, or `total`.")
            .WithDescription(
                "Draw k is one future of the whole country: the draws of the parts add up to those of their total, exactly. For sums and "
                    + "comparisons of your own."
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
    }
}
