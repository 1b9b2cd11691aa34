using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>
/// Shapes for display. All are simplified together, so that neighbours keep sharing their border and no slivers open between
/// them, until a map of the whole country fits into a page of 100 KB.
/// </summary>
internal static class Outlines
{
    private const int MostPoints = 4500;
    private const int MostTries = 30;

    // Of the whole extent: islands smaller than this are no larger than a dot on a map.
    private const double Speck = 1 / 400d;

    public static Geometry?[] Of(IReadOnlyList<Geometry> shapes)
    {
        var areas = shapes.Index().Where(pair => pair.Item is not Point).ToArray();
        var outlines = new Geometry?[shapes.Count];
        if (areas.Length == 0)
        {
            return outlines;
        }

        var extent = areas.Aggregate(new Envelope(), (all, area) => all.ExpandedBy(area.Item.EnvelopeInternal)).Diameter;
        var simple = Simplified([.. areas.Select(area => WithoutSpecks(area.Item, extent * Speck))], extent);
        foreach (var (outline, (index, _)) in simple.Zip(areas))
        {
            outlines[index] = outline;
        }

        return outlines;
    }

    private static Geometry[] Simplified(Geometry[] areas, double extent)
    {
        // Real files often draw one border twice, not quite alike. Nothing is shared there, so nothing can be kept shared: each shape
        // is simplified by itself, and what opens between two of them is thinner than the line drawn round them.
        var joined = CoverageValidator.IsValid(areas);
        var (simple, tolerance) = (areas, extent / 4000);
        for (var i = 0; i < MostTries && simple.Sum(area => area.NumPoints) > MostPoints; i++, tolerance *= 1.25)
        {
            var reach = tolerance;
            simple = joined
                ? CoverageSimplifier.Simplify(areas, reach)
                : [.. areas.Select(area => TopologyPreservingSimplifier.Simplify(area, reach))];
        }

        return [.. simple.Select((area, index) => area.IsEmpty ? areas[index].Envelope : area)];
    }

    private static Geometry WithoutSpecks(Geometry area, double smallest)
    {
        if (area is not MultiPolygon parts)
        {
            return area;
        }

        var largest = parts.MaxBy(part => part.Area)!;
        return parts.Factory.CreateMultiPolygon([
            .. parts.Cast<Polygon>().Where(part => ReferenceEquals(part, largest) || part.EnvelopeInternal.Diameter > smallest),
        ]);
    }
}
