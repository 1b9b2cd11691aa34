using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Reads the shapes of locations from a GeoJSON feature collection.</summary>
internal static class BoundaryReader
{
    /// <summary>The shapes of those locations that have one, what they say of their parents, and what was changed or noticed.</summary>
    /// <exception cref="RejectedFileException">Something is wrong with the file.</exception>
    public static async Task<BoundaryFile> ReadAsync(
        string path,
        IReadOnlyList<FilePlace> places,
        CancellationToken cancellationToken = default
    ) => Read(await FileContent.ReadAsync(path, cancellationToken), places);

    public static BoundaryFile Read(FileContent content, IReadOnlyList<FilePlace> places)
    {
        var (problems, warnings) = (new ProblemList(content.Name), new Warnings());
        var (slices, crs) = FeatureScanner.Scan(content);
        CoordinateSystem.CheckNamed(crs, problems);
        if (slices.Count == 0)
        {
            problems.Add(0, "features", "", "there are no features.", "Export the boundaries again.");
        }

        problems.ThrowIfAny();
        Feature[] features =
        [
            .. slices.Select((slice, index) => FeatureReader.Read(slice, index + 1, problems, warnings)).OfType<Feature>(),
        ];
        problems.ThrowIfAny();
        if (features.Length == 0)
        {
            problems.Add(
                0,
                "features",
                "",
                $"none of its {slices.Count} features has a usable shape: {string.Join("; ", warnings.All)}.",
                "Give each feature a Polygon, a MultiPolygon or a Point."
            );
            problems.ThrowIfAny();
        }

        var named = NameMatch.Of(features, places, problems, warnings);
        var shapes = named.Select(place => (Place: place.Key, Shape: Joined([.. place], places[place.Key].Label, warnings))).ToArray();
        var outlines = Outlines.Of([.. shapes.Select(pair => pair.Shape)]);
        var parents = new ParentProperties(features, places);
        return new BoundaryFile(
            content.Name,
            [.. shapes.Select((pair, index) => new Boundary(pair.Place, pair.Shape, outlines[index]))],
            [
                .. from place in named
                let parent = parents.Of(place.First())
                where parent is not null
                select new BoundaryParent(place.Key, parent, place.First().Line),
            ],
            warnings.All
        );
    }

    private static Geometry Joined(IReadOnlyList<Feature> parts, string label, Warnings warnings)
    {
        if (parts.Count == 1)
        {
            return parts[0].Shape;
        }

        warnings.Count("locations with several features, joined into one", parts[1].Line, label);
        var areas = parts.Where(part => part.Shape is not Point).Select(part => part.Shape).ToArray();
        return areas.Length > 0 ? UnaryUnionOp.Union(areas) : parts[0].Shape;
    }
}
