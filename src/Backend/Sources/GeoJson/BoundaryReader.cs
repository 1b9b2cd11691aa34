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
        IReadOnlyList<string> locations,
        CancellationToken cancellationToken = default
    ) => Read(await FileContent.ReadAsync(path, cancellationToken), locations);

    public static BoundaryFile Read(FileContent content, IReadOnlyList<string> locations)
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
        var named = NameMatch.Of(features, locations, problems, warnings);
        var shapes = named.Select(place => (Location: place.Key, Shape: Joined([.. place], warnings))).ToArray();
        var outlines = Outlines.Of([.. shapes.Select(pair => pair.Shape)]);
        return new BoundaryFile(
            content.Name,
            [.. shapes.Select((pair, index) => new Boundary(pair.Location, pair.Shape, outlines[index]))],
            ParentNames.Of(named, features),
            warnings.All
        );
    }

    private static Geometry Joined(IReadOnlyList<Feature> parts, Warnings warnings)
    {
        if (parts.Count == 1)
        {
            return parts[0].Shape;
        }

        warnings.Count("locations with several features, joined into one", parts[1].Line);
        var areas = parts.Where(part => part.Shape is not Point).Select(part => part.Shape).ToArray();
        return areas.Length > 0 ? UnaryUnionOp.Union(areas) : parts[0].Shape;
    }
}
