using System.Text.Json;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Locations;

/// <summary><c>GET /api/v1/locations</c> and one of them.</summary>
internal static class LocationEndpoints
{
    public static void MapLocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/locations").WithTags("Locations").ProducesProblem(400).ProducesProblem(503);
        group.MapGet("/", List).WithKnownQuery().WithName("ListLocations").WithSummary("All locations, by name.");
        group
            .MapGet("/{location}", GetAsync)
            .WithKnownQuery()
            .WithName("GetLocation")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .WithSummary("One location with its boundary as a GeoJSON geometry.");
    }

    private static Results<Ok<LocationList>, ProblemHttpResult> List(CurrentCountry current) =>
        current.Value is { } country
            ? TypedResults.Ok(new LocationList(country.Run.Simulated, [.. country.Places.Select(LocationSummary.Of)]))
            : Missing();

    private static async Task<Results<Ok<LocationDetail>, ProblemHttpResult>> GetAsync(
        CurrentCountry current,
        LocationStore store,
        string location,
        CancellationToken cancellationToken
    )
    {
        if (current.Value is not { } country)
        {
            return Missing();
        }

        var name = LocationName.FromRoute(location);
        return country.Find(name) is { } place
            ? TypedResults.Ok(LocationDetail.Of(place, country, await store.GeometryAsync(name, cancellationToken)))
            : Problems.UnknownLocation(name, [.. country.Places.Select(known => known.Name)]);
    }

    private static ProblemHttpResult Missing() =>
        Problems.NotReady("No data are loaded yet. GET /health/readiness says which part is missing.");
}

/// <summary>The locations of a country.</summary>
public sealed record LocationList(bool Simulated, IReadOnlyList<LocationSummary> Locations);

/// <summary>A location in a list; what is not known is null.</summary>
public sealed record LocationSummary(
    string Name,
    long? Id,
    double? Longitude,
    double? Latitude,
    double? Population,
    int ReportedPeriods,
    string? LastReported,
    bool HasForecast,
    string Forecasts
)
{
    public static LocationSummary Of(Place place) =>
        new(
            place.Name,
            place.Stored?.Id,
            place.Stored?.Longitude,
            place.Stored?.Latitude,
            place.Population,
            place.Reported,
            place.LastReported?.Period.ToString(),
            place.Forecast.Statement is null,
            $"/api/v1/forecasts/{LocationName.ToRoute(place.Name)}"
        );
}

/// <summary>A location with its boundary.</summary>
public sealed record LocationDetail(
    string Name,
    bool Simulated,
    double? Longitude,
    double? Latitude,
    double? Population,
    int ReportedPeriods,
    string? LastReported,
    double? LastReportedCases,
    string? Statement,
    IReadOnlyList<string> Variables,
    JsonElement? Geometry
)
{
    public static LocationDetail Of(Place place, Country country, string? geometry) =>
        new(
            place.Name,
            country.Run.Simulated,
            place.Stored?.Longitude,
            place.Stored?.Latitude,
            place.Population,
            place.Reported,
            place.LastReported?.Period.ToString(),
            place.LastReported?.Cases,
            place.Forecast.Statement,
            country.Panel.Variables,
            geometry is null ? null : JsonElement.Parse(geometry)
        );
}
