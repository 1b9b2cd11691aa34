using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary><c>/api/v1/jobs</c>: what runs beside serving, how it went, and a way to start it for whoever holds the secret.</summary>
internal static class JobEndpoints
{
    private const int MostRuns = 50;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/jobs").WithTags("Operations");
        group
            .MapGet("/", ListAsync)
            .WithName("ListJobs")
            .WithSummary("The background jobs: purpose, schedule, whether they are on here, the newest run.");
        group.MapGet("/{job}/runs", RunsAsync).WithName("ListJobRuns").ProducesProblem(404).WithSummary("A job's newest runs.");
        group
            .MapPost("/{job}/runs", StartAsync)
            .WithName("StartJob")
            .Produces<StartedRun>(202)
            .ProducesProblem(401)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .WithSummary("Start a job now. Takes `Authorization: Bearer` with the API secret key.");
    }

    private static async Task<IResult> ListAsync(
        IEnumerable<IBackgroundWork> works,
        JobOptions options,
        JobRuns runs,
        CancellationToken cancellationToken
    )
    {
        var jobs = new List<JobDocument>();
        foreach (var work in works)
        {
            jobs.Add(
                new JobDocument(
                    work.Name,
                    work.Purpose,
                    work.Schedule,
                    WhyOff(work, options),
                    await runs.OfAsync(work.Name, 1, cancellationToken) is [var newest] ? newest : null
                )
            );
        }

        return TypedResults.Ok(jobs);
    }

    private static async Task<IResult> RunsAsync(
        string job,
        IEnumerable<IBackgroundWork> works,
        JobRuns runs,
        CancellationToken cancellationToken
    ) => works.Any(work => work.Name == job) ? TypedResults.Ok(await runs.OfAsync(job, MostRuns, cancellationToken)) : Unknown(job, works);

    private static async Task<IResult> StartAsync(
        HttpContext context,
        string job,
        IEnumerable<IBackgroundWork> works,
        JobOptions options,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (!Allowed(context.Request.Headers.Authorization.ToString(), options.Secret))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "Not allowed",
                detail: options.Secret is null
                    ? "Jobs are started by this call only where API_SECRET_KEY is set."
                    : "Send Authorization: Bearer with the API secret key."
            );
        }

        if (works.FirstOrDefault(work => work.Name == job) is not { } known)
        {
            return Unknown(job, works);
        }

        if (WhyOff(known, options) is { } reason)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status409Conflict,
                title: "Job is off",
                detail: $"{job} is off here: {reason}."
            );
        }

        return TypedResults.Accepted(
            $"/api/v1/jobs/{job}/runs",
            new StartedRun(await services.GetRequiredService<JobTrigger>().StartAsync(job, cancellationToken))
        );
    }

    private static string? WhyOff(IBackgroundWork work, JobOptions options) =>
        options.BackgroundJobs ? work.Off(options) : "FEATURE_BACKGROUND_JOBS is false";

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Unknown(string job, IEnumerable<IBackgroundWork> works) =>
        Problems.UnknownValue("job", job, [.. works.Select(work => work.Name)], StatusCodes.Status404NotFound);

    // Hashed first: then the comparison takes as long whatever was sent.
    private static bool Allowed(string header, string? secret) =>
        secret is not null
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())),
            SHA256.HashData(Encoding.UTF8.GetBytes(secret))
        );
}

/// <summary>A job; <paramref name="Off"/> says why it does not run here, <paramref name="Newest"/> is its newest run.</summary>
public sealed record JobDocument(string Name, string Purpose, string Schedule, string? Off, JobRun? Newest);

/// <summary>A run that was asked for.</summary>
public sealed record StartedRun(string Key);
