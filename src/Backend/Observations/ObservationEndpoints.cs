using System.Globalization;
using System.Text;
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

/// <summary>One reported value.</summary>
public readonly record struct ObservationRow(string Location, string Period, string Variable, double Value);

/// <summary>The reported values of a part of a panel, one at a time; what is missing has no row.</summary>
internal static class ObservationRows
{
    public static IEnumerable<ObservationRow> Of(Panel panel, ObservationQuery query)
    {
        var names = Enumerable.Range(0, panel.Count).Select(index => panel.First.Plus(index).ToString()).ToArray();
        foreach (var location in query.Locations)
        {
            foreach (var variable in query.Variables)
            {
                for (var period = query.From; period <= query.To; period++)
                {
                    var value = panel.Series(location, variable)[period];
                    if (!double.IsNaN(value))
                    {
                        yield return new ObservationRow(panel.Locations[location], names[period], variable, value);
                    }
                }
            }
        }
    }
}

/// <summary>Observations as CSV, written in pieces as they are read: <c>location,period,variable,value</c>.</summary>
public sealed class ObservationCsv(IEnumerable<ObservationRow> rows) : IResult
{
    private const int Piece = 16 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        var text = new StringBuilder("location,period,variable,value\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Csv.Field(row.Location)},{row.Period},{Csv.Field(row.Variable)},{row.Value}\n");
            if (text.Length >= Piece)
            {
                await httpContext.Response.WriteAsync(text.ToString(), Encoding.UTF8, httpContext.RequestAborted);
                text.Clear();
            }
        }

        await httpContext.Response.WriteAsync(text.ToString(), Encoding.UTF8, httpContext.RequestAborted);
    }
}
