using MalariaPredictor.Backend.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>
/// <c>/api/v1/sources</c>: how each source of data stands. A run is started as any job: <c>ingest-</c> and the source's name.
/// </summary>
internal static class SourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/sources").WithTags("Operations");
        group
            .MapGet("/", ListAsync)
            .WithName("ListSources")
            .WithSummary("The services that data are fetched from: last success, freshness, gaps, version, next run.");
        group
            .MapGet("/files", FilesAsync)
            .WithName("ListSourceFiles")
            .WithSummary("What every stored value came from: files that were imported and parts that were fetched, oldest first.");
    }

    private static async Task<Ok<IReadOnlyList<SourceStatus>>> ListAsync(SourceStatuses statuses, CancellationToken cancellationToken) =>
        TypedResults.Ok(await statuses.ReadAsync(cancellationToken));

    private static async Task<Ok<IReadOnlyList<SourceFile>>> FilesAsync(SourceFiles files, CancellationToken cancellationToken) =>
        TypedResults.Ok(await files.AllAsync(cancellationToken));
}
