using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Writes a geometry as GeoJSON with so many decimals and no more: four of a degree are eleven metres.</summary>
internal static class GeometryText
{
    public const int FullDecimals = 6;
    public const int OutlineDecimals = 4;

    public static string Write(Geometry geometry, int decimals)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", geometry.GeometryType);
            json.WritePropertyName("coordinates");
            Coordinates(json, geometry, decimals);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Coordinates(Utf8JsonWriter json, Geometry geometry, int decimals)
    {
        switch (geometry)
        {
            case Point point:
                Position(json, point.Coordinate, decimals);
                break;
            case Polygon polygon:
                json.WriteStartArray();
                Ring(json, polygon.ExteriorRing, decimals);
                foreach (var hole in polygon.InteriorRings)
                {
                    Ring(json, hole, decimals);
                }

                json.WriteEndArray();
                break;
            case GeometryCollection parts:
                json.WriteStartArray();
                foreach (var part in parts)
                {
                    Coordinates(json, part, decimals);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A {geometry.GeometryType} is neither an area nor a point.", nameof(geometry));
        }
    }

    private static void Ring(Utf8JsonWriter json, LineString ring, int decimals)
    {
        json.WriteStartArray();
        foreach (var position in ring.Coordinates)
        {
            Position(json, position, decimals);
        }

        json.WriteEndArray();
    }

    private static void Position(Utf8JsonWriter json, Coordinate position, int decimals)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(position.X, decimals));
        json.WriteNumberValue(Math.Round(position.Y, decimals));
        json.WriteEndArray();
    }
}
