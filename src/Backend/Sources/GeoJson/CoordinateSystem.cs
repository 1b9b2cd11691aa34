using System.Text.Json;
using MalariaPredictor.Backend.Sources.Files;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Coordinates must be degrees of longitude and latitude on WGS 84, as the GeoJSON standard (RFC 7946) has it.</summary>
internal static class CoordinateSystem
{
    private const string Remedy = "Reproject it to EPSG:4326 (WGS 84), for instance: ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson.";

    private static readonly string[] Degrees =
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "OGC:CRS84",
        "CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
        "WGS84",
    ];

    public static void CheckNamed(JsonElement? crs, ProblemList problems)
    {
        if (crs is { } given && Name(given) is { } name && !Degrees.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(1, "crs", name, "the coordinates are in another reference system.", Remedy);
        }
    }

    /// <summary>False, with a problem noted, where a coordinate cannot be degrees.</summary>
    public static bool CheckRange(Geometry geometry, long line, string feature, ProblemList problems)
    {
        foreach (var point in geometry.Coordinates)
        {
            if (!(Math.Abs(point.X) <= 180 && Math.Abs(point.Y) <= 90))
            {
                problems.Add(
                    line,
                    feature,
                    $"[{point.X:0.###}, {point.Y:0.###}]",
                    "this is not longitude and latitude in degrees.",
                    Remedy,
                    cause: "not in degrees"
                );
                return false;
            }
        }

        return true;
    }

    private static string? Name(JsonElement crs) =>
        crs.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("name", out var name)
        && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
}
