using System.Text.Json;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Union;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Reads one feature: its names and its shape. A shape that can be repaired is repaired, and counted.</summary>
internal static class FeatureReader
{
    private static readonly JsonSerializerOptions Form = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <summary>Null where the feature has no shape that could be used.</summary>
    public static Feature? Read(FeatureSlice slice, int number, ProblemList problems, Warnings warnings)
    {
        using var document = JsonDocument.Parse(slice.Bytes);
        if (HalfLetter(document.RootElement) is { } where)
        {
            problems.Add(
                slice.Line,
                $"feature {number}",
                where,
                "a text holds half a letter (a lone surrogate, such as \\ud800), which is no text.",
                "Export the file again as UTF-8.",
                cause: "half a letter"
            );
            return null;
        }

        var feature = document.RootElement;
        if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("geometry", out var geometry))
        {
            problems.Add(
                slice.Line,
                $"feature {number}",
                "",
                "this is not a feature: it has no geometry.",
                "Export the file again.",
                "no feature"
            );
            return null;
        }

        if (geometry.ValueKind == JsonValueKind.Null)
        {
            warnings.Count("features without a shape, left out", slice.Line);
            return null;
        }

        return
            Shape(geometry, slice.Line, $"feature {number}", problems) is { } shape
            && CoordinateSystem.CheckRange(shape, slice.Line, $"feature {number}", problems)
            && Repaired(shape, slice.Line, warnings) is { IsEmpty: false } repaired
            ? new Feature(Texts(feature), repaired, slice.Line)
            : null;
    }

    private static Geometry? Shape(JsonElement geometry, long line, string feature, ProblemList problems)
    {
        try
        {
            if (geometry.Deserialize<Geometry>(Form) is { } shape)
            {
                return shape;
            }
        }
        catch (Exception broken)
            when (broken is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException)
        {
            // The reader's own words speak of its tokens; ours say what to do.
        }

        problems.Add(
            line,
            feature,
            geometry.ToString(),
            "the geometry cannot be read.",
            "It should be a Polygon, MultiPolygon or Point whose rings are closed and hold 4 positions at least.",
            cause: "unreadable geometry"
        );
        return null;
    }

    /// <summary>The shape, valid; null where it is neither an area nor a point.</summary>
    private static Geometry? Repaired(Geometry shape, long line, Warnings warnings)
    {
        if (shape is GeometryCollection and not (MultiPolygon or MultiPoint or MultiLineString))
        {
            // Tools write such collections where borders were cut: areas with the lines along which they touched.
            var areas = PolygonExtracter.GetPolygons(shape).OfType<Polygon>().ToArray();
            if (areas.Length > 0)
            {
                warnings.Count("geometry collections of which the areas were taken", line);
                shape = UnaryUnionOp.Union(areas.Select(area => area.IsValid ? area : GeometryFixer.Fix(area)));
            }
        }

        if (shape is not (Polygon or MultiPolygon or Point) || shape.IsEmpty)
        {
            warnings.Count(
                shape is GeometryCollection collection
                    ? $"{collection.GeometryType}s that hold no area, left out"
                    : "features that are neither areas nor points, left out",
                line
            );
            return null;
        }

        if (shape.IsValid)
        {
            return shape;
        }

        warnings.Count("shapes that cross themselves, repaired", line);
        return GeometryFixer.Fix(shape);
    }

    private static Dictionary<string, string> Texts(JsonElement feature)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (feature.TryGetProperty("id", out var id))
        {
            Add(texts, "id", id);
        }

        if (feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                Add(texts, property.Name, property.Value);
            }
        }

        return texts;
    }

    private static void Add(Dictionary<string, string> texts, string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number && value.ToString().Trim() is { Length: > 0 } text)
        {
            // Programs that know one kind of number write the code 1 as 1.0.
            texts[name] = value.ValueKind == JsonValueKind.Number ? PlaceName.Code(text) : text;
        }
    }

    /// <summary>Where a text cannot be read as it stands: half of a surrogate pair in a name or a value; null where all can.</summary>
    private static string? HalfLetter(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (!IsText(() => property.Name))
                    {
                        return "a property's name";
                    }

                    // A geometry may hold a million numbers, and its reader refuses what is no text.
                    if (!property.NameEquals("geometry") && HalfLetter(property.Value) is { } inside)
                    {
                        return inside.Length > 0 ? inside : property.Name;
                    }
                }

                return null;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(HalfLetter).FirstOrDefault(found => found is not null);
            case JsonValueKind.String:
                return IsText(element.GetString) ? null : "";
            default:
                return null;
        }
    }

    private static bool IsText(Func<string?> read)
    {
        try
        {
            return PlaceName.IsWellFormed(read());
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
