using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Files;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>A location's shape: the full one, and one with few points for display (null for a point).</summary>
public sealed record Boundary(string Location, Geometry Shape, Geometry? Outline);

/// <summary>A file of boundaries that was found to be in order.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Boundaries">The shapes of those locations that have one.</param>
/// <param name="Parents">What their features say of the groups they are part of.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record BoundaryFile(
    string Name,
    IReadOnlyList<Boundary> Boundaries,
    IReadOnlyList<ParentLine> Parents,
    IReadOnlyList<string> Warnings
);
