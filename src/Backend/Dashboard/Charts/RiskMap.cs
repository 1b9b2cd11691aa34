using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Locations;
using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>The map of a country, ready to be drawn: shapes with their class, and the legend that explains it.</summary>
public sealed class RiskMap
{
    // A page has to stay under 100 KB: what the table leaves for the shapes.
    private const int MostPathCharacters = 32_000;

    // Beyond these a link and a title for each would weigh more than the shapes.
    private const int MostLinked = 250;

    private RiskMap(int height, MapScale scale, bool perPopulation, IReadOnlyList<MapArea> areas) =>
        (Height, Scale, PerPopulation, Areas) = (height, scale, perPopulation, areas);

    /// <summary>Height of the drawing, <see cref="MapShape.Width"/> wide.</summary>
    public int Height { get; }

    public MapScale Scale { get; }

    /// <summary>Whether colors tell cases per 1,000 people; else cases, because populations are not known.</summary>
    public bool PerPopulation { get; }

    public IReadOnlyList<MapArea> Areas { get; }

    /// <summary>The map, or null where no location has a shape or their shapes are too many for a light page.</summary>
    public static RiskMap? Of(Country country)
    {
        var shapes = country
            .Places.Select(place => (Place: place, Shape: MapShape.Read(place.Stored?.Outline)))
            .Where(pair => pair.Shape is { IsEmpty: false })
            .Select(pair => (pair.Place, Shape: pair.Shape!))
            .ToList();
        if (shapes.Count == 0)
        {
            return null;
        }

        var perPopulation = country.Places.Count(place => place.Population is > 0) * 2 > country.Places.Count;
        var scale = new MapScale(shapes.Select(pair => Value(pair.Place, perPopulation)).OfType<double>());
        var bounds = shapes.Aggregate(new Envelope(), (all, pair) => all.ExpandedBy(pair.Shape.EnvelopeInternal));
        var canvas = new MapShape(bounds);
        for (var tolerance = 0.0; tolerance < bounds.Diameter / 50; tolerance = Math.Max(bounds.Diameter / 2000, tolerance * 1.4))
        {
            var paths = Simpler(shapes.Select(pair => pair.Shape), tolerance).Select(canvas.Path).ToList();
            if (paths.Sum(path => path.Length) <= MostPathCharacters)
            {
                var areas = shapes.Zip(paths, (pair, path) => Draw(pair.Place, path, scale, perPopulation)).ToList();
                return new RiskMap(canvas.Height, scale, perPopulation, areas.Count <= MostLinked ? areas : MergedByClass(areas));
            }
        }

        return null;
    }

    private static double? Value(Place place, bool perPopulation) =>
        perPopulation ? place.Incidence : place.Forecast.At(1)?.Quantiles.Median;

    // The stored outlines are light already; only a country of very many shapes has to give up more of their detail.
    private static IEnumerable<Geometry> Simpler(IEnumerable<Geometry> shapes, double tolerance) =>
        tolerance > 0 ? shapes.Select(shape => TopologyPreservingSimplifier.Simplify(shape, tolerance)) : shapes;

    private static MapArea Draw(Place place, string path, MapScale scale, bool perPopulation)
    {
        var value = Value(place, perPopulation);
        var next = place.Forecast.At(1);
        var title = next is null
            ? $"{place.Name}: too little data"
            : $"{place.Name}: {Numbers.Cases(next.Quantiles.Median)} ({Numbers.Band80(next.Quantiles)})"
                + (perPopulation && value is { } rate ? $", {rate:0.#} per 1,000" : "");
        return new MapArea(
            "/locations/" + LocationName.ToRoute(place.Name),
            path,
            title,
            value is { } known ? $"q{scale.ClassOf(known)}" : "qn"
        );
    }

    private static List<MapArea> MergedByClass(IEnumerable<MapArea> areas) =>
        [
            .. areas.GroupBy(
                area => area.Class,
                (name, group) => new MapArea(null, string.Concat(group.Select(area => area.Path)), null, name)
            ),
        ];
}

/// <summary>One location's shape, or all of a class where there are too many for a link each.</summary>
public sealed record MapArea(string? Link, string Path, string? Title, string Class);
