using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary><c>/api/v1/jobs</c> and <c>/api/v1/artifacts</c>: what was asked for, and what came of it.</summary>
internal static class RecordEndpoints
{
    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/jobs", (ChapWorkbench workbench) => TypedResults.Ok(workbench.Jobs.All));
        routes.MapGet(
            "/api/v1/jobs/{id}",
            IResult (string id, ChapWorkbench workbench) =>
                workbench.Jobs.TryGet(id, out var job) ? TypedResults.Ok(job) : Unknown("job", id)
        );
        routes.MapGet(
            "/api/v1/artifacts",
            (ChapWorkbench workbench) =>
                TypedResults.Ok(workbench.Artifacts.All.Select(artifact => ArtifactOut.Of(artifact, withContent: false)))
        );
        routes.MapGet(
            "/api/v1/artifacts/{id}",
            IResult (string id, ChapWorkbench workbench) =>
                workbench.Artifacts.TryGet(id, out var artifact)
                    ? TypedResults.Ok(ArtifactOut.Of(artifact, withContent: true))
                    : Unknown("artifact", id)
        );
    }

    private static ProblemHttpResult Unknown(string what, string id) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: $"Unknown {what}",
            detail: $"There is no {what} '{id}'. It may not be made yet, may have made room for newer ones, or be from before a restart."
        );
}
