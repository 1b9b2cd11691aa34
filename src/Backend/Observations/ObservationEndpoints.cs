using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Http.HttpResults;
using StoredObservations = MalariaPredictor.Backend.Storage.Observations;

namespace MalariaPredictor.Backend.Observations;

/// <summary><c>GET /api/v1/observations</c>: what was reported, as it is known now or as it was known at a time; streamed.</summary>
internal static class ObservationEndpoints
{
    private const string Instants = "a day such as 2024-03-31 or an instant such as 2024-03-31T12:00:00Z";

    public static void MapObservations(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/observations", AnswerAsync)
            .WithTags("Observations")
            .WithName("ListObservations")
            .WithKnownQuery("location", "variable", "from", "to", "as_of", "format")
            .WithSummary("Reported values, by location, variable and period.")
            .WithDescription(
                "`from` and `to` are periods, inclusive. `as_of` gives what was known at that time: corrections that "
                    + "came later are left out."
            )
            .Produces<ObservationDocument>(200, "application/json", "text/csv")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        CurrentCountry current,
        StoredObservations stored,
        string? location,
        string? variable,
        string? from,
        string? to,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "as_of")] string? asOf,
        string? format
    )
    {
        if (format is not null && !Negotiation.Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.UnknownValue("format", format, Negotiation.Formats);
        }

        if (current.Value is not { } country)
        {
            return Problems.NotReady("No data are loaded yet. GET /health/readiness says which part is missing.");
        }

        var (panel, problem) = await KnownAsync(country, stored, asOf, context.RequestAborted);
        if (panel is null)
        {
            return problem!;
        }

        var (name, candidates) = location is null ? (null, []) : country.Lookup.Find(location);
        if (candidates.Count > 0)
        {
            return Problems.AmbiguousLocation(location!, candidates);
        }

        var (query, refused) = ObservationQuery.Of(panel, name ?? location, variable, from, to);
        if (query is null)
        {
            return refused!;
        }

        var csv = format is null
            ? Negotiation.WantsCsv(context.Request.Headers.Accept)
            : format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        var rows = ObservationRows.Of(panel, query);
        return csv
            ? new ObservationCsv(rows)
            : TypedResults.Ok(new ObservationDocument(asOf ?? country.LastRecorded?.ToString("O"), country.Run.Simulated, rows));
    }

    private static async Task<(Panel? Panel, ProblemHttpResult? Problem)> KnownAsync(
        Country country,
        StoredObservations stored,
        string? asOf,
        CancellationToken cancellationToken
    )
    {
        if (asOf is null)
        {
            return (country.Panel, null);
        }

        if (ObservationQuery.Instant(asOf) is not { } time)
        {
            return (null, Problems.BadValue("as_of", asOf, Instants));
        }

        var first = country.Sources.Count > 0 ? country.Sources[0].RecordedAt.ToString("O") : "never";
        return await stored.PanelAsOfAsync(time, cancellationToken) is { } panel
            ? (panel, null)
            : (null, Problems.BadValue("as_of", asOf, $"a time not before the first record, {first}"));
    }
}

/// <summary>Observations as one JSON document; the rows are written as they are read.</summary>
public sealed record ObservationDocument(string? AsOf, bool Simulated, IEnumerable<ObservationRow> Observations);
