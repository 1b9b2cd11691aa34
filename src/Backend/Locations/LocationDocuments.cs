using System.Text.Json;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Locations;

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
