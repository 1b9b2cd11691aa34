using System.Text.Json;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Locations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary><c>POST /api/v1/predictions</c>: what if the weather had been other than it was, or that to come were known.</summary>
internal static class ScenarioEndpoint
{
    private const string Form = """
        location (a name), overrides ({"rainfall": {"percent": 20}, "mean_temperature": {"add": 1}}), given ({"rainfall": {"2023-12": 120}})
        and givenByLocation ({"Kampala": {"rainfall": {"2024-01": 95}}})
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    // One at a time: a scenario of a whole country is heavy, and the forecasts in service come first.
    private static readonly SemaphoreSlim One = new(1);

    public static void MapScenarios(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/predictions", AnswerAsync)
            .WithTags("Forecasts")
            .WithKnownQuery()
            .WithName("PredictScenario")
            .Accepts<ScenarioRequest>("application/json")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422)
            .ProducesProblem(503)
            .WithSummary("Forecasts had the weather been other than it was, or if that to come were known.")
            .WithDescription(
                "`overrides` changes values of the last three months by percent or by adding; `given` and `givenByLocation` "
                    + "replace single ones, or give those after the "
                    + "origin. Answers with quantiles of the scenario, those in service and their difference, and says where "
                    + "weather to come does not count. Values never observed at a "
                    + "location are marked as extrapolation. Stores nothing."
            );

    private static async Task<Results<Ok<ScenarioDocument>, ProblemHttpResult>> AnswerAsync(
        HttpContext context,
        CurrentForecasts current,
        CurrentCountry country,
        Fits fits
    )
    {
        if (current.Snapshot is not { } snapshot)
        {
            return Problems.NotReady("No forecasts are loaded yet. GET /health/readiness says which part is missing.");
        }

        var (request, unread) = await ReadAsync(context);
        if (request is null)
        {
            return unread!;
        }

        if (country.Value is { } known)
        {
            var (named, unclear) = Named(request, known.Lookup);
            if (named is null)
            {
                return unclear!;
            }

            request = named;
        }

        LocationForecast[] asked =
        [
            .. snapshot.Run.Locations.Where(location => request.Location is null || location.Location == request.Location),
        ];
        if (asked.Length == 0)
        {
            return Problems.UnknownLocation(request.Location ?? "", snapshot.Locations);
        }

        var found = await fits.OfAsync(snapshot.Run);
        if (found.Fit is not { } fit)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "No scenarios of this champion",
                detail: found.Reason
            );
        }

        await One.WaitAsync(context.RequestAborted);
        try
        {
            var (weather, problem) = new ScenarioWeather(fit.Panel, fit.Rows(asked), fit.Furthest).Of(request);
            return weather is null ? problem! : TypedResults.Ok(ScenarioDocument.Of(fit, weather, asked));
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>The request by the names that are stored; a name that no place has stays as it is.</summary>
    private static (ScenarioRequest? Request, ProblemHttpResult? Problem) Named(ScenarioRequest request, PlaceLookup lookup)
    {
        var (location, candidates) = request.Location is null ? (null, []) : lookup.Find(request.Location);
        if (candidates.Count > 0)
        {
            return (null, Problems.AmbiguousLocation(request.Location!, candidates));
        }

        var given = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>>(StringComparer.Ordinal);
        foreach (var (asked, weather) in request.GivenByLocation ?? given)
        {
            var (name, several) = lookup.Find(asked);
            if (several.Count > 0)
            {
                return (null, Problems.AmbiguousLocation(asked, several));
            }

            if (!given.TryAdd(name ?? asked, weather))
            {
                return (null, Problems.BadValue("givenByLocation", asked, $"each location once: {name} is given twice"));
            }
        }

        return (request with { Location = location ?? request.Location, GivenByLocation = given }, null);
    }

    private static async Task<(ScenarioRequest? Request, ProblemHttpResult? Problem)> ReadAsync(HttpContext context)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync<ScenarioRequest>(context.Request.Body, Json, context.RequestAborted);
            return request is null ? (null, Problems.BadValue("body", "null", Form)) : (request, null);
        }
        catch (JsonException wrong)
        {
            // The message names types of ours; the path is what the writer of the body needs.
            return (null, Problems.BadValue("body", $"wrong at {wrong.Path ?? "its start"}", Form));
        }
    }
}
