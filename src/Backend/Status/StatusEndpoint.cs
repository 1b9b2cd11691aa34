using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Verification;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Status;

/// <summary><c>GET /api/v1/status</c>: on one page, what is being served, from which data, by which release.</summary>
internal static class StatusEndpoint
{
    public static void MapStatus(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/status", Answer)
            .WithTags("Operations")
            .WithKnownQuery()
            .WithName("GetStatus")
            .ProducesProblem(400)
            .WithSummary("Data, model, forecasts and release at a glance.");

    private static Ok<StatusDocument> Answer(
        CurrentCountry current,
        CurrentForecasts forecasts,
        VerificationWatcher verification,
        ReleaseInfo release
    ) =>
        TypedResults.Ok(
            new StatusDocument(
                current.Value is null ? "unready" : "ready",
                current.Value?.Run.Simulated ?? false,
                DataStatus.Of(current.Value),
                ForecastStatus.Of(current.Value),
                ModelName.Of(forecasts.Snapshot),
                verification.Scores,
                release.Id,
                release.Version,
                SchemaRange.Newest
            )
        );
}

/// <summary>The answer; data, forecasts, model and the verification of past forecasts are null until there are any.</summary>
public sealed record StatusDocument(
    string Status,
    bool Simulated,
    DataStatus? Data,
    ForecastStatus? Forecasts,
    ModelName? Model,
    VerificationScores? Verification,
    string Release,
    string Version,
    long Schema
);

/// <summary>The observations at hand.</summary>
public sealed record DataStatus(
    int Locations,
    int Periods,
    string FirstPeriod,
    string LastPeriod,
    string? LastReported,
    DateTimeOffset? LastRecorded
)
{
    public static DataStatus? Of(Country? country) =>
        country is null
            ? null
            : new(
                country.Panel.Locations.Count,
                country.Panel.Count,
                country.Panel.First.ToString(),
                country.Panel.Last.ToString(),
                country.LastReported?.ToString(),
                country.LastRecorded
            );
}

/// <summary>The forecasts in service.</summary>
/// <param name="Origin">The last period they know.</param>
/// <param name="IssuedAt">When they were made, from the data recorded until then.</param>
/// <param name="DataDigest">Of those data.</param>
/// <param name="Superseded">Whether those data have been corrected or withdrawn since.</param>
/// <param name="Locations">With a forecast.</param>
/// <param name="TooLittleData">Locations without one.</param>
/// <param name="Horizons">Periods ahead.</param>
/// <param name="Nowcast">Whether the newest counts are estimated where reports come late, or why not.</param>
public sealed record ForecastStatus(
    string Origin,
    DateTimeOffset IssuedAt,
    string DataDigest,
    bool Superseded,
    int Locations,
    int TooLittleData,
    IReadOnlyList<int> Horizons,
    string Nowcast
)
{
    public static ForecastStatus? Of(Country? country) =>
        country is null
            ? null
            : new(
                country.Run.Origin.ToString(),
                country.Run.IssuedAt,
                country.Run.DataDigest,
                country.Run.Superseded,
                country.Places.Count(place => place.Forecast.Statement is null),
                country.Places.Count(place => place.Forecast.Statement is not null),
                Forecasts.Horizons.Issued(country.Run.Origin.Type),
                country.Nowcast.Sentence
            );
}
