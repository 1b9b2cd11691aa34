using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Evaluation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>
/// <c>GET /api/v1/models</c>: what is registered, which version is champion, which one is answering, and how they scored.
/// </summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/models", ListAsync)
            .WithTags("Models")
            .WithKnownQuery()
            .WithName("ListModels")
            .ProducesProblem(400)
            .WithSummary("Registered model versions with their back-test scores; the champion is the live one.");

    private static async Task<Ok<ModelList>> ListAsync(
        ModelVersions versions,
        CurrentForecasts forecasts,
        CancellationToken cancellationToken
    )
    {
        var champion = await versions.ChampionAsync(cancellationToken);
        var inService = forecasts.Snapshot?.Run.Model.Digest;
        return TypedResults.Ok(
            new ModelList([
                .. (await versions.AllAsync(cancellationToken)).Select(version => ModelDocument.Of(version, champion, inService)),
            ])
        );
    }
}

/// <summary>Every registered version, newest first.</summary>
public sealed record ModelList(IReadOnlyList<ModelDocument> Models);

/// <summary>A registered version.</summary>
public sealed record ModelDocument(
    string Name,
    int Version,
    string Digest,
    string Algorithm,
    IReadOnlyList<string> Aliases,
    bool InService,
    string TrainedOn,
    DateTimeOffset CreatedAt,
    string Reason,
    ModelScoreDocument Scores
)
{
    public static ModelDocument Of(ModelVersion version, ModelVersion? champion, string? inService)
    {
        var scores = ModelScores.Read(version.Scores);
        return new ModelDocument(
            version.Name,
            version.Version,
            version.Digest,
            version.Algorithm,
            version.Digest == champion?.Digest ? [ModelVersion.Champion] : [],
            version.Digest == inService,
            version.TrainedOn,
            version.CreatedAt,
            scores.Reason,
            new ModelScoreDocument(scores.Backtest.Yardstick, scores.Backtest.Origins, scores.Backtest.Scores, scores.Backtest.Models)
        );
    }
}

/// <summary>Scores over all locations; those of a location are on its page.</summary>
public sealed record ModelScoreDocument(
    string Yardstick,
    IReadOnlyList<ScoredOrigin> Origins,
    IReadOnlyList<HorizonScores> Horizons,
    IReadOnlyList<ModelSummary> Models
);
