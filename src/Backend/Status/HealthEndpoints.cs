using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Status;

/// <summary><c>/health/{liveness,readiness,startup}</c>: 200 when all is well, 503 with the part and the reason when not.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operations");
        group
            .MapGet("/liveness", (Readiness readiness) => Answer(readiness.Liveness()))
            .WithSummary("Does the process answer?")
            .Produces<HealthReport>(200)
            .Produces<HealthReport>(503);
        group
            .MapGet("/startup", (Readiness readiness) => Answer(readiness.Startup()))
            .WithSummary("Has it finished starting?")
            .Produces<HealthReport>(200)
            .Produces<HealthReport>(503);
        group
            .MapGet(
                "/readiness",
                async (Readiness readiness, CancellationToken cancellationToken) => Answer(await readiness.ReportAsync(cancellationToken))
            )
            .WithSummary("Can it serve forecasts, and if not, which part is missing and why?")
            .Produces<HealthReport>(200)
            .Produces<HealthReport>(503);
    }

    private static JsonHttpResult<HealthReport> Answer(HealthReport report) =>
        TypedResults.Json(report, statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
