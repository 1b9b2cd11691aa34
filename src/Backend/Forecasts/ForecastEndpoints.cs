using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// <c>GET /api/v1/forecasts</c>: the newest of all locations, of one or of their total, or those of a past origin; JSON or CSV.
/// </summary>
internal static class ForecastEndpoints
{
    public const string Path = "/api/v1/forecasts";
    public const string LocationPath = Path + "/{location}";

    /// <summary>Always the total of all locations, whatever a location is named.</summary>
    public const string TotalPath = "/api/v1/totals";

    public static void MapForecasts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Forecasts").ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        group
            .MapGet("/", AnswerAsync)
            .WithKnownQuery("origin", "format")
            .WithName("ListForecasts")
            .WithSummary("Forecasts of all locations, newest origin unless another is asked for.")
            .WithDescription(
                "23 quantiles of the cases of each location and horizon. `Accept: text/csv` or `format=csv` gives a row per quantile."
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
        group
            .MapGet("/{location}", AnswerForAsync)
            .WithKnownQuery("origin", "format")
            .WithName("GetForecast")
            .WithSummary("Forecasts of one location.")
            .WithDescription(
                "Immutable for a given model digest and origin; revalidate with the ETag. `total` stands for all locations together, "
                    + "unless one is named so. `estimated`, where late reports are still to come, has the newest counts as they are "
                    + "expected to end: the forecast starts from those."
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv")
            .AnswerFast("location");
        routes
            .MapGet(TotalPath, AnswerTotalAsync)
            .WithTags("Forecasts")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503)
            .WithKnownQuery("origin", "format")
            .WithName("GetTotal")
            .WithSummary("Forecasts of what all locations come to together.")
            .WithDescription(
                "23 quantiles of the sum, from joint samples of all locations: quantiles themselves do not add up. Names the locations "
                    + "left out."
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: "text/csv");
    }

    private static Task<IResult> AnswerAsync(
        HttpContext context,
        CurrentForecasts current,
        PastForecasts past,
        string? origin,
        string? format
    ) => SendAsync(context, current, past, snapshot => snapshot.All, "", origin, format);

    private static Task<IResult> AnswerForAsync(
        HttpContext context,
        CurrentForecasts current,
        PastForecasts past,
        string location,
        string? origin,
        string? format
    )
    {
        var name = LocationName.FromRoute(location);
        return SendAsync(context, current, past, Named, name, origin, format);

        // A location that is named "total" keeps its address; the total then has only its own.
        ForecastForms? Named(ForecastSnapshot snapshot) => snapshot.Find(name) ?? (name == Total.Country ? snapshot.Total : null);
    }

    private static Task<IResult> AnswerTotalAsync(
        HttpContext context,
        CurrentForecasts current,
        PastForecasts past,
        string? origin,
        string? format
    ) => SendAsync(context, current, past, snapshot => snapshot.Total, "", origin, format);

    /// <summary>Answers with what is chosen of the snapshot of an origin, in the format asked for.</summary>
    public static async Task<IResult> SendAsync(
        HttpContext context,
        CurrentForecasts current,
        PastForecasts past,
        Func<ForecastSnapshot, ForecastForms?> choose,
        string asked,
        string? origin,
        string? format,
        string what = "location"
    )
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

            if (await past.AtAsync(period, snapshot, context.RequestAborted) is not { } found)
            {
                return Problems.UnknownValue(
                    "origin",
                    origin,
                    [.. (await past.OriginsAsync(context.RequestAborted)).Select(stored => stored.ToString())],
                    404
                );
            }

            snapshot = found;
        }

        var csv = format is null
            ? Negotiation.WantsCsv(context.Request.Headers.Accept)
            : format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        if (choose(snapshot) is not { } forms)
        {
            return what == "location"
                ? Problems.UnknownLocation(asked, snapshot.Locations)
                : Problems.UnknownValue(
                    what,
                    asked,
                    [.. snapshot.Hierarchy.Groups.Select(group => group.Name), .. what == "group" ? [] : snapshot.Locations],
                    404
                );
        }

        return new ReadyResult(csv ? forms.Csv : forms.Json);
    }
}

/// <summary>
/// Answers the request that clients make most, one location's newest forecast, at the endpoint but before its parameters are read: a
/// dictionary lookup and a write. Whatever applies to the endpoint has been applied by then. What is out of the ordinary (a query, an
/// unknown name) goes on to the endpoint's own handler, which says the same.
/// </summary>
internal static class ForecastFastPath
{
    public static void AnswerFast(this RouteHandlerBuilder endpoint, string parameter) =>
        endpoint.Finally(builder =>
        {
            var current = builder.ApplicationServices.GetRequiredService<CurrentForecasts>();
            var handler = builder.RequestDelegate ?? throw new InvalidOperationException("The endpoint has no handler yet.");
            builder.RequestDelegate = context =>
                !context.Request.QueryString.HasValue
                && context.Request.RouteValues.TryGetValue(parameter, out var value)
                && value is string name
                && current.Snapshot?.Find(name) is { } forms
                    ? (Negotiation.WantsCsv(context.Request.Headers.Accept) ? forms.Csv : forms.Json).SendAsync(context)
                    : handler(context);
        });
}
