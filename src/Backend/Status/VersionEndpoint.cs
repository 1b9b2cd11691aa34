using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Status;

/// <summary><c>/version</c>: exactly what is answering, so that a deployment can be told from a belief about it.</summary>
internal static class VersionEndpoint
{
    public static void MapVersion(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/version",
                (ReleaseInfo release, CurrentForecasts forecasts) =>
                    TypedResults.Ok(
                        new VersionReport(release.Version, release.Commit, release.Id, ModelName.Of(forecasts.Snapshot), SchemaRange.Newest)
                    )
            )
            .WithTags("Operations")
            .WithSummary("Version, commit, release, model and schema of the process that answers.");
}

/// <summary>The answer of <c>/version</c>; the model is null until forecasts are loaded.</summary>
public sealed record VersionReport(string Version, string Commit, string Release, ModelName? Model, long Schema);

/// <summary>Which model made the forecasts in service.</summary>
public sealed record ModelName(string Name, int Version, string Digest)
{
    public static ModelName? Of(ForecastSnapshot? snapshot) =>
        snapshot?.Run.Model is { } model ? new ModelName(model.Name, model.Version, model.Digest) : null;
}
