using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary><c>GET /api/v1/forecasts</c>: the newest of all locations or of one, or those of a past origin; JSON or CSV.</summary>
internal static class ForecastEndpoints
{
    public const string Path = "/api/v1/forecasts";
    public const string LocationPath = Path + "/{location}";

    public static void MapForecasts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Forecasts").ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        group.MapGet("/", Answer).WithKnownQuery("origin", "format").WithName("ListForecasts")
            .WithSummary("Forecasts of all locations, newest origin unless another is asked for.")
            .WithDescription("23 quantiles of the cases of each location and horizon. `Accept: text/csv` or `format=csv` gives a row per quantile.")
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
        group.MapGet("/{location}", AnswerFor).WithKnownQuery("origin", "format").WithName("GetForecast")
            .WithSummary("Forecasts of one location.")
            .WithDescription("Immutable for a given model digest and origin; revalidate with the ETag.")
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
    }

    private static Task<IResult> Answer(
        HttpContext context, CurrentForecasts current, PastForecasts past, string? origin, string? format) =>
        Send(context, current, past, null, origin, format);

    private static Task<IResult> AnswerFor(
        HttpContext context, CurrentForecasts current, PastForecasts past, string location, string? origin, string? format) =>
        Send(context, current, past, LocationName.FromRoute(location), origin, format);

    private static async Task<IResult> Send(
        HttpContext context, CurrentForecasts current, PastForecasts past, string? location, string? origin, string? format)
    {
        if (format is not null && !Negotiation.Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.UnknownValue("format", format, Negotiation.Formats);
        }

        if (current.Snapshot is not { } snapshot)
        {
            return Problems.NotReady("No forecasts are loaded yet. GET /health/readiness says which part is missing.");
        }

        if (origin is not null)
        {
            if (!PeriodParser.TryParse(origin, out var period))
            {
                return Problems.BadValue("origin", origin, "a month such as 2024-01 or a week such as 2024-W05");
            }

            if (await past.At(period, snapshot, context.RequestAborted) is not { } found)
            {
                return Problems.UnknownValue("origin", origin, [.. (await past.Origins(context.RequestAborted)).Select(stored => stored.ToString())], 404);
            }

            snapshot = found;
        }

        var csv = format is null ? Negotiation.WantsCsv(context.Request.Headers.Accept) : format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        if ((location is null ? snapshot.All : snapshot.Find(location)) is not { } forms)
        {
            return Problems.UnknownLocation(location!, snapshot.Locations);
        }

        return new ReadyResult(csv ? forms.Csv : forms.Json);
    }
}
