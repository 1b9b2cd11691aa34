using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Explanations;

/// <summary><c>GET /api/v1/forecasts/{location}/explanation</c>: what a location's newest forecasts are made of.</summary>
internal static class ExplanationEndpoint
{
    public static void MapExplanations(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(ForecastEndpoints.LocationPath + "/explanation", AnswerAsync)
            .WithTags("Forecasts")
            .WithKnownQuery()
            .WithName("ExplainForecast")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503)
            .WithSummary("Why the newest forecasts of a location are what they are.")
            .WithDescription(
                "What persistence, season, other locations and weather contribute, in cases and in words; each member of the ensemble with "
                    + "its "
                    + "weight; reports taken for mistakes; whether the weather is used, and why. Where forecasts are sums of species, "
                    + "each species by itself, and the sums. Of a simple model it says what the model does."
            );

    private static async Task<Results<Ok<ExplanationDocument>, ProblemHttpResult>> AnswerAsync(
        CurrentForecasts current,
        SharedExplanations explanations,
        string location,
        CancellationToken cancellationToken
    )
    {
        if (current.Snapshot is not { } snapshot)
        {
            return Problems.NotReady("No forecasts are loaded yet. GET /health/readiness says which part is missing.");
        }

        var name = LocationName.FromRoute(location);
        return snapshot.Run.Locations.FirstOrDefault(known => known.Location == name) is { } found
            ? TypedResults.Ok(await explanations.OfAsync(snapshot.Run, found, cancellationToken))
            : Problems.UnknownLocation(name, snapshot.Locations);
    }
}
